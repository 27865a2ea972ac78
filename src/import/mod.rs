//! Readers: bytes in, an article's text with its blocks and what is known of it out.

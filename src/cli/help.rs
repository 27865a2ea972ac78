//! The longer texts of `--help`: examples, and what stands behind a subcommand's options.
//!
//! Must not know: the grammar (`args.rs`).

/// What `--help` begins with.
pub(super) const TOP_EXAMPLES: &str = "\
Examples:
  tickmark demo                                     see a whole check, without a window
  tickmark                                          open the window
  tickmark draft.txt                                open a file in the window

  tickmark new winter --title \"Winter crisis\" && cd winter
  tickmark add ../draft.txt                         prints the article's name, here: ministers
  tickmark claim --quote \"100,000 troops\" --claimant Washington
  tickmark source add --title \"Joint staff briefing\" --kind document
  tickmark tie ministers#1 SOURCE --excerpt \"an estimated 130,000 soldiers\" --locator \"p. 3\"
  tickmark status ministers#1 confirmed
  tickmark report --format html --out review.html

A claim, source or query is named by its id, by the end of it that lists show, or as ARTICLE#4
(claims, in reading order). Exit codes: 0 done, 1 not done (the reason is on standard error), 2
wrong usage.
";

/// What `list` prints.
pub(super) const LIST_HELP: &str = "\
Examples:
  tickmark list claims -a ministers --status needs-fix
  tickmark list claims --json | jq '.[] | select(.stale) | .words'

Claims are numbered in reading order: a new claim moves the numbers of those after it. Ids stay.

With --json: a list of objects, whose fields stay as they are:
  articles  slug, title, published, deadline, listed, claims, decided, stale, lost, words,
            words_under_a_claim, words_read, words_bare, open_queries, stage, sign_offs,
            stale_sign_offs, awaiting_legal
  claims    article, number, id, paragraph, lost, words, spans [start, end, found, exact], kind,
            claimant, standing, stale, said and so [status, basis, reason, by, at, stale],
            verdict, note, note_visibility, fix [words, state, by, at], ties [number, id, source,
            source_title, stance, excerpt, locator, evidence, region, page, from, to, translation,
            visibility], queries, made_by, made_at, legal [reason, clearer, by, at, cleared_by,
            cleared_at, cleared_note]
  sources   id, kind, visibility, cover, title, author, container, publisher, issued, accessed,
            url, number, rank, origin, note, grade, terms, contacts, log, evidence, ties
  queries   article, id, about, claim, paragraph, to, state, visibility, words, answer, due,
            asked_by, asked, settled
  sign-offs    article, id, role, by, at, draft, draft_sha256, note, stale
  legal        article, number, id, words, reason, clearer, by, at, cleared_by, cleared_at,
               cleared_note
  corrections  article, id, date, was, now, cause, claims, note, by, at
What is confidential is left empty, and a confidential source has its cover name for a title,
unless you add --with-confidential. Offsets count Unicode scalar values of the draft, end
exclusive; times are ISO 8601 in UTC; what is not known is null or empty text; said is null when a
claim has no claimant.";

/// About `status`.
pub(super) const STATUS_HELP: &str = "\
Examples:
  tickmark status ministers#1 confirmed --scope said --basis document
  tickmark status 7k2m9x 4p0qz1 waived --reason \"as the agency had it\"";

/// About `visibility`.
pub(super) const VISIBILITY_HELP: &str = "\
Examples:
  tickmark visibility tie ministers#1 2 confidential
  tickmark visibility note ministers#1 confidential
  tickmark visibility query 7k2m9x newsroom

Who may see a source is told with `tickmark source set SOURCE --visibility LEVEL`.";

/// About `query`.
pub(super) const QUERY_HELP: &str = "\
Examples:
  tickmark query --claim ministers#1 --due 2022-02-03 \"Who counted the troops, and on what day?\"
  tickmark query answer 7k2m9x \"The joint staff, on 1 February\"
  tickmark query memo -a ministers --to author";

/// About `merge`.
pub(super) const MERGE_HELP: &str = "\
Example: tickmark merge base.ron ours.ron theirs.ron --path articles/fire/review.ron
Ends with 0 when OURS holds both sides; what both changed otherwise is an open question in it.
Ends with 1 when a version is not understood; then OURS is left as it is.
`tickmark git-setup` has git run it.";

/// Examples of `tickmark draft`.
pub(super) const DRAFT_HELP: &str = "Examples:\n  tickmark draft ministers second.txt\n  pbpaste | tickmark draft ministers -\n  \
    tickmark draft ministers --from-fixes\n  tickmark draft ministers\n  tickmark draft ministers --settle exact\n  \
    tickmark draft ministers --settle '#4' --quote \"an estimated 130,000 troops\"";

/// About `extract`.
pub(super) const EXTRACT_HELP: &str = "\
Examples:
  tickmark extract budget.pdf
  tickmark extract page.html --text
  curl -s https://example.org/ | tickmark extract - --name page.html --json

With --json: file, format, encoding, headline, byline, publication, dateline, published,
  published_from, url, language, found [where each of them was], blocks [block, role, places,
  start, end, text, annotations [kind, start, end, on, words, url, author, made]]
Offsets count Unicode scalar values of the text (the blocks joined by a blank line), end
exclusive.";

/// About `add`.
pub(super) const ADD_HELP: &str = "\
Examples:
  tickmark add drafts/ministers.txt drafts/grain.docx
  tickmark add drafts/
  tickmark add https://example.org/story
  pbpaste | tickmark add - --name ministers.txt

Of a folder, the files whose endings Tickmark reads are taken, folders in it too. What failed is
told with its reason; the rest is added all the same, and the exit code is 1.
With --json: articles [name], and for several files also files [file, became, article, problem]
A page is fetched once and kept as it came. Proxies are not used, and addresses of this machine or
this network are refused unless you add --allow-private.";

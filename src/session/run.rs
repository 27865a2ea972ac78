//! Carries out commands, and takes in what jobs bring back: the two ways into a session.
//!
//! Must not know: keys, panels, arguments. One row a command; the work is in the file named after its subject.

use jiff::SignedDuration;

use crate::model::change::ArticleField;
use crate::model::problem::Problem;
use crate::session::Session;
use crate::session::backups::Occasion;
use crate::session::command::Command;
use crate::session::outcome::{Done, Notice, Outcome};
use crate::session::outside::LOOKING;
use crate::session::projects::SAVING_SETTINGS;
use crate::session::queries::Question;
use crate::session::saving::{JOURNALING, SAVING};
use crate::session::settings::{MEASURES, TEXT_POINTS};
use crate::session::wishes::Incoming;

impl Session {
    /// Carries out one wish.
    #[expect(clippy::too_many_lines, reason = "one row a wish")]
    pub fn run(&mut self, command: Command) -> Result<Done, Problem> {
        self.revision += 1;
        match command {
            Command::NewProject { folder, title } => self.new_project(folder, &title),
            Command::OpenProject(folder) => self.open_project(folder, Vec::new()),
            Command::OpenSample => self.open_sample(),
            Command::OpenArticles(files) => self.import(files.into_iter().map(Incoming::Path).collect()),
            Command::Import(incoming) => self.import(incoming),
            Command::CancelImport => Ok(self.cancel_import()),
            Command::Save => {
                self.put_back_gone();
                Ok(self.save())
            }
            Command::Export { article, files, audience, overwrite } => {
                self.export(&article, files, audience, overwrite)
            }
            Command::Share { file, extent, shown, overwrite } => self.share(file, extent, *shown, overwrite),
            Command::NewDraft { article, from } => self.new_draft(&article, from),
            Command::SettleWords { claims, how } => self.settle_words(&claims, how),
            Command::CompareDrafts(article) => Ok(self.compare_drafts(&article)),
            Command::NextUnsettled => self.next_unsettled(),
            Command::SettleExact(article) => self.settle_exact(&article),
            Command::SetDamagedAside => self.set_damaged_aside(),
            Command::LookOutside => self.look_outside(),
            Command::PlanRepair => self.plan_repair(),
            Command::Repair => self.repair(),
            Command::TakeOver => self.take_over(),
            Command::SaveCopy(folder) => self.save_copy(folder),
            Command::BackUp => self.back_up(Occasion::Wished),
            Command::ListBackups => self.list_backups(),
            Command::RestoreBackup { backup, to } => self.restore_backup(backup, to),

            Command::ShowArticle(slug) => {
                self.opened()?.article_named(&slug)?;
                self.show_article(&slug);
                Ok(Done::Viewed)
            }
            Command::Select(selection) => Ok(self.select(selection)),
            Command::ShowClaim(claim) => self.show_claim(claim),
            Command::Pick(claims) => {
                self.view.picked = claims.into_iter().collect();
                Ok(Done::Viewed)
            }
            Command::Pin(source) => {
                self.view.pinned = source;
                Ok(Done::Viewed)
            }
            Command::SwitchScope => Ok(self.switch_scope()),
            Command::ShowScope(scope) => {
                self.view.scope = Some(scope);
                Ok(Done::Viewed)
            }
            Command::NextBare => Ok(self.next_bare()),
            Command::PreviousBare => Ok(self.previous_bare()),
            Command::NextClaim => Ok(self.step_claim(true)),
            Command::PreviousClaim => Ok(self.step_claim(false)),
            Command::GrowSelection => Ok(self.resize_selection(true)),
            Command::ShrinkSelection => Ok(self.resize_selection(false)),
            Command::SelectSentence => Ok(self.select_sentence()),
            Command::SelectAll => Ok(self.select_all()),
            Command::Window(wish) => Ok(Done::Window(wish)),

            Command::Tick => self.tick(),
            Command::AddClaim { article, spans, kind, claimant } => self.add_claim(&article, &spans, kind, claimant),
            Command::RemoveClaims(claims) => self.remove_claims(&claims),
            Command::SetWords { claim, spans } => self.set_words(claim, &spans),
            Command::SetKind { claims, kind } => self.set_kind(&claims, kind),
            Command::SetClaimant { claim, claimant } => self.set_claimant(claim, claimant),
            Command::Decide { claims, ruling } => self.decide(&claims, &ruling),
            Command::SetVerdict { claim, verdict } => self.set_verdict(claim, verdict),
            Command::SetNote { claim, note } => self.set_note(claim, note),
            Command::SetNoteVisibility { claim, visibility } => self.set_note_visibility(claim, visibility),
            Command::ProposeFix { claim, words } => self.propose_fix(claim, words),
            Command::AnswerFix { claim, state } => self.answer_fix(claim, state),
            Command::AddTie { claim, source, words } => self.add_tie(claim, source, words),
            Command::AddTieToNew { claim, source, words } => self.add_tie_to_new(claim, *source, words),
            Command::SetTie { claim, tie, wish } => self.set_tie(claim, tie, wish),
            Command::RemoveTie { claim, tie } => self.remove_tie(claim, tie),
            Command::AddSource(source) => self.add_source(*source),
            Command::SetSource { source, ties } => self.set_source(*source, ties),
            Command::RemoveSource(source) => self.remove_source(source),
            Command::AddEvidence { source, files } => self.add_evidence(source, files),
            Command::RemoveEvidence { source, evidence } => self.remove_evidence(source, &evidence),
            Command::ReadEvidence { source, evidence } => self.read_evidence(source, &evidence),
            Command::WantEvidence { source, evidence } => self.want_evidence(source, &evidence),
            Command::ShowEvidence { source, evidence } => self.show_evidence(source, evidence),
            Command::ShowExcerpt { claim, tie } => self.show_excerpt(claim, tie),
            Command::WantSheets { source, evidence } => self.want_sheets(source, &evidence),
            Command::WantPage { source, key } => self.want_page(source, key),
            Command::HideEvidence => Ok(self.hide_evidence()),
            Command::SelectEvidence(selection) => Ok(self.select_evidence(selection)),
            Command::RevealEvidence(words) => Ok(self.reveal_evidence(words)),
            Command::MarkRegion(region) => Ok(self.mark_region(region)),
            Command::MarkTime(time) => Ok(self.mark_time(time)),
            Command::WantPicture { source, evidence, side } => self.want_picture(source, &evidence, side),
            Command::TakeExcerpt(taking) => self.take_excerpt(taking),
            Command::OpenEvidence { source, evidence } => self.open_evidence(source, &evidence),
            Command::AcceptProposals { article, proposals } => self.accept_proposals(&article, &proposals),
            Command::DismissProposals { article, proposals } => self.dismiss_proposals(&article, &proposals),
            Command::ReopenProposals { article, proposals } => self.reopen_proposals(&article, &proposals),
            Command::LogContact { source, words } => self.log_contact(source, &words),
            Command::SetContact { source, contact, words } => self.set_contact(source, contact, &words),
            Command::RemoveContact { source, contact } => self.remove_contact(source, contact),
            Command::Ask { article, on, to, words, due, visibility } => {
                self.ask(&article, on, to, &Question { words: &words, due, visibility })
            }
            Command::AskAboutSelection { to, words, due, visibility } => {
                self.ask_about_selection(to, &Question { words: &words, due, visibility })
            }
            Command::SetQueryVisibility { article, query, visibility } => {
                self.set_query_visibility(&article, query, visibility)
            }
            Command::AnswerQuery { article, query, answer } => self.answer_query(&article, query, &answer),
            Command::ReopenQuery { article, query } => self.reopen_query(&article, query),
            Command::WithdrawQuery { article, query } => self.withdraw_query(&article, query),
            Command::ToggleRead => self.toggle_read(),
            Command::MarkRead { article, spans } => self.mark_read(&article, &spans),
            Command::SetRole { article, block, role } => self.set_role(&article, block, role),
            Command::SetArticle { article, field } => self.set_article(&article, field),
            Command::SetStage { article, stage, concerns } => self.set_stage(&article, stage, concerns),
            Command::Sign { article, role, note } => self.sign(&article, role, &note),
            Command::WithdrawSignOff { article, sign_off } => self.withdraw_sign_off(&article, sign_off),
            Command::FlagLegal { claim, reason, clearer } => self.flag_legal(claim, &reason, &clearer),
            Command::ClearLegal { claim, note } => self.clear_legal(claim, &note),
            Command::RemoveLegal(claim) => self.remove_legal(claim),
            Command::Correct { article, words } => self.correct(&article, words),
            Command::SetCorrection { article, correction, words } => self.set_correction(&article, correction, words),
            Command::RemoveCorrection { article, correction } => self.remove_correction(&article, correction),
            Command::UndoEdit(edit) => self.undo_edit(edit),
            Command::RemoveArticle(article) => self.set_article(&article, ArticleField::Listed(false)),
            Command::RestoreArticle(article) => self.set_article(&article, ArticleField::Listed(true)),
            Command::SetTitle(title) => self.set_title(&title),
            Command::SetScale(scale) => self.set_scale(scale),
            Command::MergeCopy(path) => self.merge_copy(path),
            Command::Settle { article, question, choice } => self.settle_question(article.as_ref(), question, choice),
            Command::Assign { claims, to } => self.assign_claims(&claims, to),
            Command::AssignBlocks { article, blocks, to } => self.assign_blocks(&article, blocks, to),
            Command::Undo => self.undo(),
            Command::Redo => self.redo(),

            Command::SetPerson(person) => {
                let done = self.change_settings(|settings| settings.person = Some(person));
                self.rename_lock();
                Ok(done)
            }
            Command::SetTheme(theme) => Ok(self.change_settings(|settings| settings.theme = theme)),
            Command::SetTextPoints(points) => {
                let points = points.clamp(*TEXT_POINTS.start(), *TEXT_POINTS.end());
                Ok(self.change_settings(|settings| settings.text_points = points))
            }
            Command::SetMeasure(measure) => {
                let measure = measure.clamp(*MEASURES.start(), *MEASURES.end());
                Ok(self.change_settings(|settings| settings.measure = measure))
            }
            Command::SetFetchPrivate(may) => Ok(self.change_settings(|settings| settings.fetch_private = may)),
            Command::ToggleBare => Ok(self.change_settings(|settings| settings.show_bare = !settings.show_bare)),
        }
    }

    /// Takes in finished jobs and starts a due save. Answers how long until it wants to be asked again, if at all.
    pub fn poll(&mut self) -> Option<SignedDuration> {
        for outcome in self.jobs.finished() {
            self.take_in(outcome);
        }
        let beat = self.keep_lock();
        let look = self.look_when_changed();
        let save = self.save_when_still();
        beat.into_iter().chain(look).chain(save).min()
    }

    pub(super) fn take_in(&mut self, outcome: Outcome) {
        self.revision += 1;
        match outcome {
            Outcome::Opened { folder, loaded, hold, then } => self.take_in_project(folder, loaded, hold, then),
            Outcome::Imported { folder, files } => self.take_in_articles(&folder, files),
            Outcome::Drafted(Ok(drafted)) => self.take_in_draft(*drafted),
            Outcome::Compared { folder, article, comparison } => {
                self.take_in_comparison(&folder, article, comparison);
            }
            Outcome::Saved { folder, edits, report, known } => self.take_in_save(&folder, &edits, *report, known),
            Outcome::Journaled { folder, edits, result } => self.take_in_journal(&folder, edits, &result),
            Outcome::Copied { folder, to, edits, result } => self.take_in_saved_copy(&folder, &to, &edits, result),
            Outcome::Backed { folder, result } => self.take_in_backup(&folder, result),
            Outcome::LockKept | Outcome::FileOpened => {}
            Outcome::LockLost { folder, holder } => self.take_in_loss(&folder, holder),
            Outcome::Exported(Ok(files)) => self.notices.push_back(Notice::Exported(files)),
            Outcome::Shared(Ok(copy)) => self.notices.push_back(Notice::Shared(copy)),
            Outcome::Exported(Err(problem))
            | Outcome::Shared(Err(problem))
            | Outcome::Drafted(Err(problem))
            | Outcome::Found(problem) => {
                self.report(problem);
            }
            Outcome::History { folder, article, edits, problems } => {
                self.notices.extend(problems.into_iter().map(Notice::Problem));
                if let Some(open) = self.open.as_mut().filter(|open| open.folder == folder) {
                    open.histories.entry(article).or_default().take_in(edits);
                }
            }
            Outcome::LookedOutside { folder, generation, differing, loaded } => {
                self.take_in_outside(&folder, generation, &differing, loaded);
            }
            Outcome::RepairPlanned { folder, plan } => self.take_in_repair_plan(&folder, plan),
            Outcome::CopyMerged(copy) => self.take_in_copy(copy),
            Outcome::HistoryTaken { folder, taken } => self.take_in_taken_history(&folder, taken),
            Outcome::EvidenceStored { folder, source, files } => self.take_in_evidence(&folder, source, files),
            Outcome::EvidenceRead { folder, source, result } => self.take_in_reading(&folder, source, result),
            Outcome::EvidenceText { folder, sha256, text } => self.take_in_text(&folder, sha256, text),
            Outcome::Sheets { folder, sha256, sheets } => self.take_in_sheets(&folder, sha256, sheets),
            Outcome::PageDrawn { folder, key, picture } => self.take_in_page(&folder, key, picture),
            Outcome::Picture { folder, sha256, picture } => self.take_in_picture(&folder, sha256, picture),
            Outcome::SettingsSaved(result) => self.take_in_settings(result),
            Outcome::Failed { job, problem } => match job.as_str() {
                SAVING | JOURNALING => {
                    if let Some(open) = &mut self.open {
                        open.saving.give_up(&problem);
                    }
                    self.report(problem);
                }
                LOOKING => {
                    if let Some(open) = &mut self.open {
                        open.outside.end();
                    }
                    self.report(problem);
                }
                SAVING_SETTINGS => self.take_in_settings(Err(problem)),
                _ => self.report(problem),
            },
        }
    }

    fn switch_scope(&mut self) -> Done {
        use crate::model::decision::Scope;
        let now = self.current_claim().map(|claim| self.view.scope_for(claim));
        match (now, self.current_claim().map(|claim| claim.scopes().len())) {
            (Some(Scope::Said), _) => self.view.scope = Some(Scope::So),
            (Some(Scope::So), Some(2)) => self.view.scope = Some(Scope::Said),
            _ => {
                self.tell("This claim has no claimant: only whether it is so can be decided");
                return Done::Nothing;
            }
        }
        Done::Viewed
    }

    fn change_settings(&mut self, change: impl FnOnce(&mut super::settings::Settings)) -> Done {
        change(&mut self.settings);
        self.save_settings();
        Done::Viewed
    }
}

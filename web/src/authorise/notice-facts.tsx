import { Button } from '@blueprintjs/core';
import { type FormEvent, type ReactNode, useMemo } from 'react';
import { noticeWorkflow } from '../../../src/authorise/notice/decide.ts';
import type { NoticeStatement } from '../../../src/authorise/notice/document.ts';
import type { Notice } from '../../../src/authorise/notice/state.ts';
import { noticeText, statementText } from '../../../src/authorise/notice/text.ts';
import { Field, Lines, SentText, useCommand, useDraft } from '../account/command-form.tsx';
import { useNowUs } from '../account/force.ts';
import { EntryLink, Loading } from '../account/parts.tsx';
import { utcIn } from '../account/window.ts';
import { actorText, kindText } from '../account/words.ts';
import { useWords } from '../i18n/index.ts';
import { Fact, Facts } from '../inspector/facts.tsx';
import { select } from '../state/session.ts';
import { workstation } from '../state/workstation.ts';
import { ByWhom } from './by-whom.tsx';
import { useChain } from './chain.ts';
import { type Drawn, drawnFrom, type NoticeRead, noticingIn } from './notices.ts';
import { saveText } from './save.ts';
import { groupedHash } from './say.ts';

type Step = Exclude<keyof typeof noticeWorkflow.moves, 'open'>;

/** A notice: what it says and where from, and what is to be done with it. */
export function NoticeFacts({ id }: { readonly id: string }) {
  const t = useWords();
  const { state, facts } = useChain();
  const atUs = Math.max(useNowUs(), facts.at(-1)?.timeUs ?? 0);
  const read = useMemo(() => noticingIn(facts, atUs).notices.find((one) => one.id === id), [facts, atUs, id]);
  const drawn = useMemo(() => (read === undefined ? undefined : drawnFrom(facts, read, atUs)), [facts, read, atUs]);
  if (state !== 'ready') return <Loading text={t('notice.loading')} />;
  if (read === undefined) return <p className="at-quiet">{t('notice.notHere')}</p>;
  const { notice } = read;
  return (
    <>
      <Facts title={t(`notice.status.${notice.status}`)}>
        <Fact name={t('notice.state')}>{notice.state}</Fact>
        <Fact name={t('sortie.agreement')}>{notice.agreement}</Fact>
        <Fact name={t('inspector.clearance')}>{notice.clearance}</Fact>
        <Fact name={t('notice.subjects')}>
          {notice.subjects.map((one) => `${t(`notice.subject.${one.kind}`)} ${one.id}`).join(', ')}
        </Fact>
        <Fact name={t('notice.due')}>
          {notice.dueUs === 0 ? '' : t.utc(notice.dueUs)}
          {notice.deliveredUs === null && notice.dueUs !== 0 && notice.dueUs <= atUs && (
            <strong className="at-overdue"> {t('notice.overdue')}</strong>
          )}
        </Fact>
        <Fact name={t('notice.urgent')}>{notice.urgent}</Fact>
        <Fact name={t('clearance.compartment')}>{notice.compartment}</Fact>
      </Facts>
      {notice.veil !== undefined && <p role="alert">{t('notice.veiled')}</p>}
      {drawn === undefined ? (
        <p className="at-quiet">{t('notice.noAgreement')}</p>
      ) : (
        <Statements read={read} drawn={drawn} />
      )}
      <Steps read={read} drawn={drawn} />
      <History read={read} />
    </>
  );
}

/** Every statement, with the place it repeats, one click away. */
function Statements({ read: { id, notice }, drawn }: { readonly read: NoticeRead; readonly drawn: Drawn }) {
  const t = useWords();
  const { document, hash, faults } = drawn;
  const isSame = notice.documentHash === '' || notice.documentHash === hash;
  return (
    <section className="at-facts">
      <h3>{t('notice.says')}</h3>
      <p className="at-quiet">
        {t(notice.documentHash === '' ? 'notice.drawn' : isSame ? 'notice.drawn.same' : 'notice.drawn.other')}{' '}
        {faults.length === 0 ? t.count('notice.traced', document.statements.length) : ''}
      </p>
      <p className="at-hash">{groupedHash(hash)}</p>
      {faults.map(({ pointer, found }) => (
        <p key={`${pointer} ${found}`} role="alert" lang="en">
          {pointer}: {found}
        </p>
      ))}
      <ol className="at-statements">
        {document.statements.map((one) => (
          <li key={JSON.stringify([one.topic, one.reference])}>
            <strong>{t(`notice.topic.${one.topic}`)}</strong> <span>{statementText(one, t.language)}</span>{' '}
            <SourceLink of={one} />
          </li>
        ))}
      </ol>
      <div className="at-buttons">
        <Button
          size="small"
          text={t('notice.save.text')}
          onClick={() => saveText(`${id}.${t.language}.txt`, noticeText(document, t.language))}
        />
        <Button
          size="small"
          text={t('notice.save.json')}
          onClick={() => saveText(`${id}.json`, `${JSON.stringify(document, null, 2)}\n`)}
        />
      </div>
    </section>
  );
}

function SourceLink({ of: { reference } }: { readonly of: NoticeStatement }) {
  const t = useWords();
  if (reference.from === 'log') return <EntryLink index={reference.index} />;
  const { id, version, pointer } = reference;
  const show = (): void => {
    workstation.set({ page: 'agreements' });
    select({ kind: 'agreement', id });
  };
  return (
    <button type="button" className="at-link" onClick={show}>
      {t('notice.source', { id, n: version, pointer })}
    </button>
  );
}

function StepBox({
  notice,
  step,
  children,
}: {
  readonly notice: Notice;
  readonly step: Step;
  readonly children: ReactNode;
}) {
  const t = useWords();
  const { from, by } = noticeWorkflow.moves[step];
  const is = from.includes(notice.status);
  return (
    <details className="at-step" open={is && step !== 'reopen'} data-step={step}>
      <summary>{t(`notice.step.${step}`)}</summary>
      {is ? (
        <p>
          <ByWhom by={by} />
        </p>
      ) : (
        <p className="at-quiet">{t('notice.step.notNow', { status: t(`notice.status.${notice.status}`) })}</p>
      )}
      {children}
    </details>
  );
}

const isNow = ({ status }: Notice, step: Step): boolean => noticeWorkflow.moves[step].from.includes(status);

function Steps({ read: { id, notice }, drawn }: { readonly read: NoticeRead; readonly drawn: Drawn | undefined }) {
  const t = useWords();
  const draft = useCommand();
  return (
    <>
      <StepBox notice={notice} step="draft">
        {isNow(notice, 'draft') && <p className="at-quiet">{t('notice.draft.what')}</p>}
        {isNow(notice, 'draft') && (
          <Button
            size="small"
            text={t('notice.step.draft')}
            disabled={drawn === undefined || drawn.faults.length > 0 || draft.sent.state === 'sending'}
            onClick={() => void draft.send('authorise.draft-notice', { notice: id, documentHash: drawn?.hash ?? '' })}
          />
        )}
        <SentText sent={draft.sent} />
      </StepBox>
      <StepBox notice={notice} step="deliver">
        <Written
          draft={`notice.${id}.deliver`}
          label={t('notice.to')}
          does={t('notice.step.deliver')}
          command="authorise.deliver-notice"
          payload={(to) => ({ notice: id, documentHash: notice.documentHash, to })}
          isOpen={isNow(notice, 'deliver')}
        />
      </StepBox>
      <StepBox notice={notice} step="acknowledge">
        <Written
          draft={`notice.${id}.acknowledge`}
          label={t('notice.receipt')}
          does={t('notice.step.acknowledge')}
          command="authorise.acknowledge-notice"
          payload={(receipt) => ({ notice: id, receipt })}
          isOpen={isNow(notice, 'acknowledge')}
        />
      </StepBox>
      <StepBox notice={notice} step="reopen">
        {isNow(notice, 'reopen') && <Reopen id={id} />}
      </StepBox>
    </>
  );
}

interface WrittenProps {
  readonly draft: string;
  readonly label: string;
  readonly does: string;
  readonly command: string;
  readonly payload: (text: string) => object;
  /** False where the step is not to be taken now: what became of it stays told. */
  readonly isOpen?: boolean;
}

/** A step that one text goes with. */
export function Written({ draft, label, does, command, payload, isOpen = true }: WrittenProps) {
  const t = useWords();
  const [text, setText] = useDraft(draft);
  const { sent, send } = useCommand();
  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    if (await send(command, payload(text))) setText('');
  };
  if (!isOpen) return <SentText sent={sent} />;
  return (
    <form className="at-concern-form" onSubmit={(event) => void submit(event)}>
      <Lines name={label} hint={t('command.kept')} rows={2} value={text} onText={setText} />
      <div className="at-buttons">
        <Button type="submit" size="small" text={does} disabled={sent.state === 'sending'} />
      </div>
      <SentText sent={sent} />
    </form>
  );
}

function Reopen({ id }: { readonly id: string }) {
  const t = useWords();
  const [why, setWhy] = useDraft(`notice.${id}.reopen`);
  const [due, setDue] = useDraft(`notice.${id}.reopen.due`);
  const { sent, send } = useCommand();
  const dueUs = utcIn(due);
  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    if (dueUs !== undefined && (await send('authorise.reopen-notice', { notice: id, why, dueUs }))) setWhy('');
  };
  return (
    <form className="at-concern-form" onSubmit={(event) => void submit(event)}>
      <Lines name={t('people.why')} rows={2} value={why} onText={setWhy} />
      <Field name={t('notice.dueAnew')}>
        <input
          className="bp6-input bp6-small"
          required={true}
          placeholder={t('log.filter.time.hint')}
          aria-invalid={due !== '' && dueUs === undefined}
          value={due}
          onChange={({ currentTarget }) => setDue(currentTarget.value)}
        />
      </Field>
      <div className="at-buttons">
        <Button
          type="submit"
          size="small"
          text={t('notice.step.reopen')}
          disabled={dueUs === undefined || sent.state === 'sending'}
        />
      </div>
      <SentText sent={sent} />
    </form>
  );
}

function History({ read: { facts } }: { readonly read: NoticeRead }) {
  const t = useWords();
  return (
    <section className="at-facts">
      <h3>{t('people.history')}</h3>
      <ol className="at-history" aria-label={t('people.history')}>
        {facts.toReversed().map((one) => (
          <li key={one.index}>
            <strong>{kindText(one.kind, t)}</strong> <time>{t.utc(one.timeUs)}</time> <EntryLink index={one.index} />
            <br />
            {actorText(one, t)}
          </li>
        ))}
      </ol>
    </section>
  );
}

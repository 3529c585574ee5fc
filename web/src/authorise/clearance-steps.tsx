import { Button } from '@blueprintjs/core';
import { type FormEvent, type ReactNode, useMemo } from 'react';
import { clearanceWorkflow } from '../../../src/authorise/clearance/rules.ts';
import type { Clearance } from '../../../src/authorise/clearance/state.ts';
import { Lines, type Sent, SentText, useCommand, useDraft } from '../account/command-form.tsx';
import { useWords } from '../i18n/index.ts';
import { useWho } from '../state/who.ts';
import { ByWhom } from './by-whom.tsx';
import { ConditionForm } from './condition-form.tsx';
import { readConditions, writtenIn } from './conditions.ts';
import { FaultList } from './fault-list.tsx';
import { groupedHash } from './say.ts';

interface Props {
  readonly id: string;
  readonly clearance: Clearance;
}

type Step = Exclude<keyof typeof clearanceWorkflow.moves, 'propose' | 'replace'>;
const { moves } = clearanceWorkflow;
const isOpen = ({ status }: Clearance, step: Step): boolean => moves[step].from.includes(status);

/** What may be done with a clearance. Steps that its standing has no place for say so; withdrawal is always there. */
export function ClearanceSteps({ id, clearance }: Props) {
  const t = useWords();
  const acting = useWho((value) => value.who?.session?.office.state ?? '');
  const own = clearance.states.includes(acting) || clearance.states.length === 0;
  return (
    <>
      {!own && (
        <p className="at-warned">{t('step.otherState', { states: clearance.states.join(', '), state: acting })}</p>
      )}
      <Concur id={id} clearance={clearance} />
      <Attest id={id} clearance={clearance} />
      <Accept id={id} clearance={clearance} />
      <Stop id={id} clearance={clearance} step="refuse" />
      <Stop id={id} clearance={clearance} step="withdraw" />
      <Release id={id} clearance={clearance} />
    </>
  );
}

/** One step under its name, with whose it is, or why it is not to be taken now. */
function StepBox({
  clearance,
  step,
  children,
  open = true,
  sent,
}: {
  readonly clearance: Clearance;
  readonly step: Step;
  readonly children: ReactNode;
  readonly open?: boolean;
  readonly sent: Sent;
}) {
  const t = useWords();
  const is = isOpen(clearance, step);
  return (
    <details className="at-step" open={(is && open) || sent.state !== 'idle'} data-step={step}>
      <summary>{t(`step.${step}`)}</summary>
      {is ? (
        <>
          <p>
            <ByWhom by={moves[step].by} />
          </p>
          {children}
        </>
      ) : (
        <p className="at-quiet">
          {t('step.notNow', {
            status: t(`clearance.status.${clearance.status}`),
            from: moves[step].from.map((one) => t(`clearance.status.${one}`)).join(', '),
          })}
        </p>
      )}
      <SentText sent={sent} />
    </details>
  );
}

function Concur({ id, clearance }: Props) {
  const t = useWords();
  const state = useWho((value) => value.who?.session?.office.state ?? '');
  const [relyingOn, setRelyingOn] = useDraft(`clearance.${id}.concur`);
  const [kept, keep] = useDraft(`clearance.${id}.conditions`);
  const { sent, send } = useCommand();
  const written = useMemo(() => writtenIn(kept), [kept]);
  const read = useMemo(() => readConditions(written, state), [written, state]);
  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    if ('faults' in read) return;
    const { conditions } = read;
    const { planHash } = clearance;
    if (!(await send('authorise.concur', { clearance: id, planHash, relyingOn, conditions }))) return;
    setRelyingOn('');
    keep('');
  };
  const given = clearance.concurrences.some((one) => one.state === state);
  return (
    <StepBox clearance={clearance} step="concur" open={!given} sent={sent}>
      {given ? (
        <p>{t('step.concur.given')}</p>
      ) : (
        <form className="at-concern-form" onSubmit={(event) => void submit(event)}>
          <p>{t('step.concur.what')}</p>
          <p className="at-hash">{groupedHash(clearance.planHash)}</p>
          <Lines
            name={t('step.relyingOn')}
            hint={t('step.relyingOn.hint')}
            rows={2}
            value={relyingOn}
            onText={setRelyingOn}
          />
          <ConditionForm
            written={written}
            onChange={(next) => keep(next.length === 0 ? '' : JSON.stringify(next))}
            sensors={clearance.plan?.aircraft.sensors ?? []}
          />
          {'faults' in read && <FaultList faults={read.faults} />}
          <div className="at-buttons">
            <Button
              type="submit"
              size="small"
              intent="primary"
              text={t('step.concur.for', { state })}
              disabled={'faults' in read || sent.state === 'sending'}
            />
          </div>
          <p className="at-quiet">
            {t('step.concur.then')} {t('command.kept')}
          </p>
        </form>
      )}
    </StepBox>
  );
}

function Attest({ id, clearance }: Props) {
  const t = useWords();
  const { sent, send } = useCommand();
  const { attestation, plan, planHash } = clearance;
  const registration = plan?.aircraft.registration ?? '';
  return (
    <StepBox clearance={clearance} step="attest" open={attestation === undefined} sent={sent}>
      {attestation === undefined ? (
        <p>{t('step.attest.none')}</p>
      ) : (
        <p>
          {t(attestation.unarmed ? 'step.attested' : 'step.attested.not', { registration: attestation.registration })}{' '}
          <code>{attestation.person}</code> <time>{t.utc(attestation.atUs)}</time>
        </p>
      )}
      <div className="at-buttons">
        <Button
          size="small"
          text={t('step.attest.for', { registration })}
          disabled={sent.state === 'sending'}
          onClick={() =>
            void send('authorise.attest-unarmed', { clearance: id, planHash, registration, unarmed: true })
          }
        />
      </div>
      <p className="at-quiet">{t('step.attest.then')}</p>
    </StepBox>
  );
}

function Accept({ id, clearance }: Props) {
  const t = useWords();
  const { sent, send } = useCommand();
  const { planHash, acceptances } = clearance;
  const open = clearance.concurrences
    .flatMap(({ conditions }) => conditions)
    .flatMap((one) => (one.kind === 'text' && !acceptances.some(({ condition }) => condition === one.id) ? [one] : []));
  return (
    <StepBox clearance={clearance} step="accept" open={open.length > 0} sent={sent}>
      {open.length === 0 && <p className="at-quiet">{t('step.accept.none')}</p>}
      {open.map(({ id: condition, text }) => (
        <div key={condition} className="at-buttons">
          <span>{text}</span>
          <Button
            size="small"
            text={t('step.accept.this', { id: condition })}
            disabled={sent.state === 'sending'}
            onClick={() => void send('authorise.accept-condition', { clearance: id, planHash, condition })}
          />
        </div>
      ))}
    </StepBox>
  );
}

/** Refusing and withdrawing: what stops a flight. */
function Stop({ id, clearance, step }: Props & { readonly step: 'refuse' | 'withdraw' }) {
  const t = useWords();
  const [why, setWhy] = useDraft(`clearance.${id}.${step}`);
  const { sent, send } = useCommand();
  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    if (await send(`authorise.${step}`, { clearance: id, why })) setWhy('');
  };
  return (
    <StepBox clearance={clearance} step={step} open={step === 'withdraw' || why !== ''} sent={sent}>
      <form className="at-concern-form" onSubmit={(event) => void submit(event)}>
        <Lines name={t('people.why')} rows={2} value={why} onText={setWhy} />
        <div className="at-buttons">
          <Button
            type="submit"
            size="small"
            intent={step === 'withdraw' ? 'danger' : 'none'}
            text={t(`step.${step}`)}
            disabled={sent.state === 'sending'}
          />
          <span className="at-quiet">{t(`step.${step}.then`)}</span>
        </div>
      </form>
    </StepBox>
  );
}

/** Gives the place in the air back that a clearance took, once nothing flies under it any more. */
function Release({ id, clearance }: Props) {
  const t = useWords();
  const { sent, send } = useCommand();
  return (
    <StepBox clearance={clearance} step="release" open={false} sent={sent}>
      <p className="at-quiet">{t('step.release.then')}</p>
      <div className="at-buttons">
        <Button
          size="small"
          text={t('step.release')}
          disabled={sent.state === 'sending'}
          onClick={() => void send('authorise.release-volume', { clearance: id })}
        />
      </div>
    </StepBox>
  );
}

import { Button } from '@blueprintjs/core';
import { type FormEvent, useMemo, useState } from 'react';
import { type AgreementCommand, agreementWorkflow } from '../../../src/agree/agreement/decide.ts';
import { evolveSignatories, noSignatories, signatoryStream } from '../../../src/agree/signatory/state.ts';
import type { Happened } from '../../../src/model/command.ts';
import { refuse } from '../../../src/model/workflow.ts';
import { SentText, useCommand, useDraft } from '../account/command-form.tsx';
import { utcIn } from '../account/window.ts';
import { ByWhom } from '../authorise/by-whom.tsx';
import { useWords } from '../i18n/index.ts';
import type { AgreementRead } from './agreements.ts';
import { Line, Moment } from './fields.tsx';
import { Against, Tabs, useActor } from './parts.tsx';

const ACTS = ['concur', 'suspend', 'resume', 'end'] as const;
type Act = (typeof ACTS)[number];
const COMMANDS = {
  concur: 'agree.concur-agreement',
  suspend: 'agree.suspend-agreement',
  resume: 'agree.resume-agreement',
  end: 'agree.end-agreement',
} as const satisfies Record<Act, string>;

interface Props {
  readonly read: AgreementRead;
  readonly facts: readonly Happened[];
  readonly nowUs: number;
}

/** What a party decides on an agreement. Whoever may not is told so before, and is not kept from asking: the refusal says why. */
export function AgreementActs({ read: { id, agreement }, facts, nowUs }: Props) {
  const t = useWords();
  const actor = useActor();
  const [act, setAct] = useState<Act>(agreement.versions.at(-1)?.concurrences.length === 2 ? 'suspend' : 'concur');
  const [why, setWhy] = useDraft(`agreement.${id}.why`);
  const [from, setFrom] = useDraft(`agreement.${id}.suspendFrom`);
  const [until, setUntil] = useDraft(`agreement.${id}.suspendUntil`);
  const { sent, send } = useCommand();
  // For whom persons signed stands in a compartment of its own: to whom it is closed, the service alone says whether it bars them.
  const signatories = useMemo(
    () => ({
      ...facts.filter(({ stream }) => stream === signatoryStream).reduce(evolveSignatories, noSignatories),
      veil: undefined,
    }),
    [facts],
  );
  const latest = agreement.versions.at(-1);
  const version = latest?.document.version ?? 1;
  const fromUs = from.trim() === '' ? null : utcIn(from);
  const untilUs = until.trim() === '' ? null : utcIn(until);
  const times = fromUs === undefined || untilUs === undefined ? null : { fromUs, untilUs };
  const commands = {
    concur: { do: 'concur', agreement: id, version, documentHash: latest?.documentHash ?? '' },
    suspend: { do: 'suspend', agreement: id, fromUs: times?.fromUs ?? null, untilUs: times?.untilUs ?? null, why },
    resume: { do: 'resume', agreement: id },
    end: { do: 'end', agreement: id, why },
  } as const satisfies Record<Act, AgreementCommand>;
  const command = commands[act];
  const asksWhy = act === 'suspend' || act === 'end';
  const isReady = (!asksWhy || why.trim() !== '') && (act !== 'suspend' || times !== null);
  const refusal =
    actor === null
      ? undefined
      : refuse(agreementWorkflow, { state: { agreement, signatories }, command, actor, atUs: nowUs });
  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    const { do: _, ...payload } = command;
    if (!isReady || !(await send(COMMANDS[act], payload))) return;
    for (const clear of [setWhy, setFrom, setUntil]) clear('');
  };
  return (
    <form className="at-concern-form" onSubmit={(event) => void submit(event)}>
      <Tabs
        label={t('agreements.act')}
        tabs={ACTS.map((value) => ({
          value,
          text: value === 'concur' ? t('agreements.concur', { n: version }) : t(`agreements.${value}`),
        }))}
        chosen={act}
        onChoose={setAct}
      />
      <p>{t(`agreements.${act}.what`)}</p>
      {act === 'concur' && (
        <p>
          {t('agreements.hash')}: <code className="at-hash">{latest?.documentHash}</code>
        </p>
      )}
      {act === 'suspend' && (
        <div className="at-dates">
          <Moment name={t('agreements.from')} value={from} onText={setFrom} />
          <Moment name={t('agreements.until')} value={until} onText={setUntil} />
        </div>
      )}
      {asksWhy && <Line name={t('agree.why')} value={why} onText={setWhy} required={true} />}
      <p>
        <ByWhom by={agreementWorkflow.moves[act].by} />
      </p>
      {actor !== null && <Against refusal={refusal} />}
      <div className="at-buttons">
        <Button
          type="submit"
          size="small"
          intent={act === 'suspend' || act === 'end' ? 'warning' : 'primary'}
          disabled={!isReady || sent.state === 'sending'}
          text={act === 'concur' ? t('agreements.concur', { n: version }) : t(`agreements.${act}`)}
        />
      </div>
      <SentText sent={sent} />
    </form>
  );
}

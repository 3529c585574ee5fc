import { Button, HTMLSelect } from '@blueprintjs/core';
import { type FormEvent, type ReactNode, useState } from 'react';
import { type OrganisationCommand, organisationWorkflow } from '../../../src/agree/organisation/decide.ts';
import {
  Confidence,
  Likelihood,
  noOrganisation,
  type Organisation,
  type OrganisationLink,
} from '../../../src/agree/organisation/state.ts';
import { instantText } from '../../../src/model/instant.ts';
import { refuse } from '../../../src/model/workflow.ts';
import { Field, SentText, useCommand, useDraft } from '../account/command-form.tsx';
import { utcIn } from '../account/window.ts';
import { ByWhom } from '../authorise/by-whom.tsx';
import { useChain } from '../authorise/chain.ts';
import { useWords } from '../i18n/index.ts';
import { select } from '../state/session.ts';
import { workstation } from '../state/workstation.ts';
import { Line, Moment } from './fields.tsx';
import { LegalStatusText } from './organisation-words.tsx';
import type { OrganisationRead } from './organisations.ts';
import { Against, useActor, useNow } from './parts.tsx';
import { windowText } from './sentences.ts';

const COMPARTMENT = 'operations';
const COMMANDS = {
  name: 'agree.name-organisation',
  'state-status': 'agree.state-legal-status',
  link: 'agree.link-organisation',
  unlink: 'agree.unlink-organisation',
} as const satisfies Record<OrganisationCommand['do'], string>;
const KINDS = ['requirement', 'site', 'report'] as const;
const LIKELIHOODS = Likelihood.anyOf.map(({ const: step }) => step);
const CONFIDENCES = Confidence.anyOf.map(({ const: step }) => step);

interface StepFormProps {
  readonly title: string;
  readonly organisation: Organisation;
  /** Undefined while something is missing. */
  readonly command: OrganisationCommand | undefined;
  readonly step: OrganisationCommand['do'];
  readonly onDone: () => void;
  readonly children: ReactNode;
}

/** A step on an organisation: its fields, whose it is, what stands against it, and what became of it. */
function StepForm({ title, organisation, command, step, onDone, children }: StepFormProps) {
  const t = useWords();
  const actor = useActor();
  const nowUs = useNow(useChain());
  const { sent, send } = useCommand();
  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    if (command === undefined) return;
    const { do: name, ...payload } = command;
    if (await send(COMMANDS[name], payload)) onDone();
  };
  return (
    <form className="at-concern-form" aria-label={title} onSubmit={(event) => void submit(event)}>
      <h3>{title}</h3>
      {children}
      <p>
        <ByWhom by={organisationWorkflow.moves[step].by} /> <span className="at-quiet">{t('command.kept')}</span>
      </p>
      {actor !== null && command !== undefined && (
        <Against refusal={refuse(organisationWorkflow, { state: organisation, command, actor, atUs: nowUs })} />
      )}
      <div className="at-buttons">
        <Button
          type="submit"
          size="small"
          intent="primary"
          disabled={command === undefined || sent.state === 'sending'}
          text={title}
        />
      </div>
      <SentText sent={sent} />
    </form>
  );
}

export function NameForm() {
  const t = useWords();
  const [name, setName] = useDraft('organisation.new');
  const command = name.trim() === '' ? undefined : ({ do: 'name', compartment: COMPARTMENT, name } as const);
  return (
    <StepForm
      title={t('organisations.name')}
      organisation={noOrganisation}
      command={command}
      step="name"
      onDone={() => setName('')}
    >
      <Line name={t('organisations.name.field')} value={name} onText={setName} required={true} />
    </StepForm>
  );
}

interface Props {
  readonly read: OrganisationRead;
  readonly nowUs: number;
}

/** The selected organisation: its legal status by state, its links, and what may be done with both. */
export function OrganisationForms({ read, nowUs }: Props) {
  const t = useWords();
  const { id, organisation } = read;
  return (
    <>
      <h2>{organisation.name === '' ? id : organisation.name}</h2>
      {organisation.veil !== undefined && <p className="at-warned">{t('agree.unread')}</p>}
      <h3>{t('organisations.status')}</h3>
      {organisation.statuses.length === 0 && <p className="at-quiet">{t('organisations.status.none')}</p>}
      <ul className="at-visits">
        {organisation.statuses.map((status) => (
          <li key={`${status.state} ${status.window.from}`}>
            <LegalStatusText status={status} nowUs={nowUs} />
            <p className="at-quiet">
              {windowText(status.window, t)}. {t('organisations.source')}: {status.source}
            </p>
          </li>
        ))}
      </ul>
      <StatusForm read={read} />
      <h3>{t('organisations.links')}</h3>
      {organisation.links.length === 0 && <p className="at-quiet">{t('organisations.links.none')}</p>}
      {organisation.links.map((link) => (
        <LinkCard key={link.link} read={read} link={link} />
      ))}
      <LinkForm read={read} />
    </>
  );
}

function StatusForm({ read: { id, organisation } }: { readonly read: OrganisationRead }) {
  const t = useWords();
  const own = useActor()?.state ?? '';
  const [state, setState] = useDraft(`organisation.${id}.law`);
  const [status, setStatus] = useDraft(`organisation.${id}.status`);
  const [from, setFrom] = useDraft(`organisation.${id}.from`);
  const [until, setUntil] = useDraft(`organisation.${id}.until`);
  const [source, setSource] = useDraft(`organisation.${id}.source`);
  const is = status === 'not-designated' ? 'not-designated' : 'designated';
  const [fromUs, untilUs] = [utcIn(from), until.trim() === '' ? null : utcIn(until)];
  const isReady = fromUs !== undefined && untilUs !== undefined && source.trim() !== '';
  const command: OrganisationCommand | undefined = isReady
    ? {
        do: 'state-status',
        organisation: id,
        status: {
          state: state === '' ? own : state,
          status: is,
          window: { from: instantText(fromUs), until: untilUs === null ? null : instantText(untilUs) },
          source,
        },
      }
    : undefined;
  const clear = (): void => {
    for (const set of [setState, setStatus, setFrom, setUntil, setSource]) set('');
  };
  return (
    <StepForm
      title={t('organisations.status.state')}
      organisation={organisation}
      command={command}
      step="state-status"
      onDone={clear}
    >
      <div className="at-grid">
        <Line name={t('doc.state')} value={state === '' ? own : state} onText={setState} required={true} />
        <Field name={t('organisations.status')}>
          <HTMLSelect value={is} onChange={({ currentTarget }) => setStatus(currentTarget.value)}>
            <option value="designated">{t('organisations.status.designated')}</option>
            <option value="not-designated">{t('organisations.status.not-designated')}</option>
          </HTMLSelect>
        </Field>
        <Moment name={t('doc.from')} value={from} onText={setFrom} required={true} />
        <Moment name={t('doc.until.open')} value={until} onText={setUntil} />
      </div>
      <Line name={t('organisations.source')} value={source} onText={setSource} required={true} />
    </StepForm>
  );
}

/** A link with how likely it is and how well that is founded: two things, in two places, never in one sentence (ICD 203). */
function LinkCard({ read, link }: { readonly read: OrganisationRead; readonly link: OrganisationLink }) {
  const t = useWords();
  const [open, setOpen] = useState(false);
  const [why, setWhy] = useDraft(`organisation.${read.id}.${link.link}.why`);
  const { to, likelihood, confidence, basis } = link;
  const show = (): void => {
    workstation.set({ page: 'requirements' });
    select({ kind: 'requirement', id: to.id });
  };
  return (
    <div className="at-link-card">
      <p>
        {t(`organisations.kind.${to.kind}`)}{' '}
        {to.kind === 'requirement' ? (
          <button type="button" className="at-link" onClick={show}>
            <code>{to.id}</code>
          </button>
        ) : (
          <code>{to.id}</code>
        )}
      </p>
      <dl className="at-judged">
        <div>
          <dt>{t('organisations.likelihood')}</dt>
          <dd>{t(`organisations.likelihood.${likelihood}`)}</dd>
        </div>
        <div>
          <dt>{t('organisations.confidence')}</dt>
          <dd>{t(`organisations.confidence.${confidence}`)}</dd>
        </div>
        <div>
          <dt>{t('organisations.basis')}</dt>
          <dd>{basis}</dd>
        </div>
      </dl>
      <Button
        size="small"
        variant="minimal"
        text={t('organisations.unlink')}
        aria-expanded={open}
        onClick={() => setOpen(!open)}
      />
      {open && (
        <StepForm
          title={t('organisations.unlink')}
          organisation={read.organisation}
          command={why.trim() === '' ? undefined : { do: 'unlink', organisation: read.id, link: link.link, why }}
          step="unlink"
          onDone={() => setWhy('')}
        >
          <Line name={t('agree.why')} value={why} onText={setWhy} required={true} />
        </StepForm>
      )}
    </div>
  );
}

const oneOf = <V extends string>(values: readonly V[], text: string, usual: V): V =>
  values.find((value) => value === text) ?? usual;

function LinkForm({ read: { id, organisation } }: { readonly read: OrganisationRead }) {
  const t = useWords();
  const [keptKind, setKind] = useDraft(`organisation.${id}.linkKind`);
  const [to, setTo] = useDraft(`organisation.${id}.linkTo`);
  const [keptLikelihood, setLikelihood] = useDraft(`organisation.${id}.likelihood`);
  const [keptConfidence, setConfidence] = useDraft(`organisation.${id}.confidence`);
  const [basis, setBasis] = useDraft(`organisation.${id}.basis`);
  const kind = oneOf(KINDS, keptKind, 'requirement');
  const likelihood = oneOf(LIKELIHOODS, keptLikelihood, 'roughly-even-chance');
  const confidence = oneOf(CONFIDENCES, keptConfidence, 'low');
  const isReady = /^[0-9a-z][0-9a-z-]{0,63}$/.test(to.trim()) && basis.trim() !== '';
  const command: OrganisationCommand | undefined = isReady
    ? { do: 'link', organisation: id, to: { kind, id: to.trim() }, likelihood, confidence, basis }
    : undefined;
  const clear = (): void => {
    for (const set of [setTo, setLikelihood, setConfidence, setBasis]) set('');
  };
  return (
    <StepForm title={t('organisations.link')} organisation={organisation} command={command} step="link" onDone={clear}>
      <div className="at-grid">
        <Choice name={t('organisations.link.kind')} value={kind} onText={setKind}>
          {KINDS.map((value) => ({ value, text: t(`organisations.kind.${value}`) }))}
        </Choice>
        <Line name={t('organisations.link.id')} value={to} onText={setTo} required={true} />
        <Choice name={t('organisations.likelihood')} value={likelihood} onText={setLikelihood}>
          {LIKELIHOODS.map((value) => ({ value, text: t(`organisations.likelihood.${value}`) }))}
        </Choice>
        <Choice name={t('organisations.confidence')} value={confidence} onText={setConfidence}>
          {CONFIDENCES.map((value) => ({ value, text: t(`organisations.confidence.${value}`) }))}
        </Choice>
      </div>
      <Line name={t('organisations.basis')} value={basis} onText={setBasis} required={true} />
    </StepForm>
  );
}

interface ChoiceProps {
  readonly name: string;
  readonly value: string;
  readonly onText: (text: string) => void;
  readonly children: readonly { readonly value: string; readonly text: string }[];
}

function Choice({ name, value, onText, children }: ChoiceProps) {
  return (
    <Field name={name}>
      <HTMLSelect value={value} onChange={({ currentTarget }) => onText(currentTarget.value)}>
        {children.map((one) => (
          <option key={one.value} value={one.value}>
            {one.text}
          </option>
        ))}
      </HTMLSelect>
    </Field>
  );
}

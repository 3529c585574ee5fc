import { Button } from '@blueprintjs/core';
import { type FormEvent, useId, useMemo } from 'react';
import type { Static } from 'typebox';
import { Value } from 'typebox/value';
import { type RequirementCommand, requirementWorkflow } from '../../../src/agree/requirement/decide.ts';
import { noRequirement, requirementPayloads } from '../../../src/agree/requirement/state.ts';
import { refuse } from '../../../src/model/workflow.ts';
import { Field, Lines, SentText, useCommand, useDraft } from '../account/command-form.tsx';
import { utcIn } from '../account/window.ts';
import { ByWhom } from '../authorise/by-whom.tsx';
import { useChain } from '../authorise/chain.ts';
import { useWords } from '../i18n/index.ts';
import { useRegionScene } from '../region-map/scene.ts';
import { select } from '../state/session.ts';
import { AreaEditor } from './area-editor.tsx';
import { type AreaForm, areaDocument, areaFaults, areaFormOf, emptyArea, type Fault } from './area-form.ts';
import { FaultList, partsOfForm } from './fault-list.tsx';
import { Line, Moment } from './fields.tsx';
import { Against, useActor, useNow } from './parts.tsx';
import type { RequirementRead } from './requirements.ts';
import { schemaFaults } from './schema-faults.ts';

const COMPARTMENT = 'operations';
type Draft = Static<typeof requirementPayloads.draft>;

const TEXTS = ['question', 'purpose', 'elements', 'indicators', 'lawful', 'latest'] as const;
type Texts = Readonly<Record<(typeof TEXTS)[number], string>>;
interface Form {
  readonly texts: Texts;
  readonly area: AreaForm;
}

const lines = (text: string): string[] =>
  text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');

function formOf({ asked }: RequirementRead): Form {
  const latest = asked === undefined ? '' : new Date(asked.latestUsefulUs / 1_000).toISOString();
  return {
    texts: {
      question: asked?.question ?? '',
      purpose: asked?.purpose ?? '',
      elements: (asked?.essentialElements ?? []).join('\n'),
      indicators: (asked?.indicators ?? []).join('\n'),
      lawful: asked?.lawfulPurpose ?? '',
      latest: latest.slice(0, 16).replace('T', ' '),
    },
    area: asked === undefined ? emptyArea('area') : areaFormOf(asked.area),
  };
}

const emptyForm: Form = {
  texts: { question: '', purpose: '', elements: '', indicators: '', lawful: '', latest: '' },
  area: { ...emptyArea('area'), lower: { reference: 'AGL', value: '0' }, upper: { reference: 'AGL', value: '8000' } },
};

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function formIn(kept: string): Form | null {
  try {
    const value: unknown = JSON.parse(kept);
    if (!isRecord(value) || !isRecord(value['texts']) || !isRecord(value['area'])) return null;
    const { texts } = value;
    const textIn = (key: string): string => {
      const text = isRecord(texts) ? texts[key] : '';
      return typeof text === 'string' ? text : '';
    };
    const [question, purpose, elements] = [textIn('question'), textIn('purpose'), textIn('elements')];
    const [indicators, lawful, latest] = [textIn('indicators'), textIn('lawful'), textIn('latest')];
    return { texts: { question, purpose, elements, indicators, lawful, latest }, area: areaFormOf(value['area']) };
  } catch {
    return null;
  }
}

function readForm({ texts, area }: Form): { readonly asked: Draft | undefined; readonly faults: readonly Fault[] } {
  const value = {
    compartment: COMPARTMENT,
    question: texts.question,
    purpose: texts.purpose.trim(),
    essentialElements: lines(texts.elements),
    indicators: lines(texts.indicators),
    area: areaDocument(area),
    lawfulPurpose: texts.lawful,
    latestUsefulUs: utcIn(texts.latest) ?? texts.latest,
  };
  const schema = requirementPayloads.draft;
  const ofForm = schemaFaults(schema.properties, value);
  const faults = [
    ...ofForm,
    ...(ofForm.some(({ pointer }) => pointer.startsWith('/area')) ? [] : areaFaults(area, '/area')),
  ];
  return { asked: faults.length === 0 && Value.Check(schema, value) ? value : undefined, faults };
}

interface Props {
  /** The draft that this revises; null for one that is new. */
  readonly revises: RequirementRead | null;
  /** Purposes that agreements name. */
  readonly purposes: readonly string[];
}

/** Writes a requirement, or a draft of one anew: what is asked, by which law, where, and until when it is of use. */
export function RequirementForm({ revises, purposes }: Props) {
  const t = useWords();
  const list = useId();
  const actor = useActor();
  const nowUs = useNow(useChain());
  const [kept, keep] = useDraft(revises === null ? 'requirement.new' : `requirement.${revises.id}`);
  const { sent, send } = useCommand();
  const form = useMemo(() => formIn(kept) ?? (revises === null ? emptyForm : formOf(revises)), [kept, revises]);
  const { asked, faults } = useMemo(() => readForm(form), [form]);
  const parts = useMemo(() => partsOfForm([form.area], faults, 0, t), [form.area, faults, t]);
  useRegionScene(parts, `requirement form ${revises?.id ?? ''}`);
  const put = (key: keyof Texts) => (text: string) =>
    keep(JSON.stringify({ ...form, texts: { ...form.texts, [key]: text } }));
  const command = commandOf(asked, revises);
  const refusal =
    actor === null || command === undefined
      ? undefined
      : refuse(requirementWorkflow, {
          state: { requirement: revises?.requirement ?? noRequirement, others: {} },
          ...{ command, actor, atUs: nowUs },
        });
  const name = t(revises === null ? 'requirements.write' : 'requirements.revise');
  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    if (command === undefined) return;
    const { do: step, ...payload } = command;
    if (await send(`agree.${step}-requirement`, payload)) keep('');
  };
  const { texts } = form;
  return (
    <form className="at-agree-form" aria-label={name} onSubmit={(event) => void submit(event)}>
      <h3>{name}</h3>
      <Lines name={t('requirements.question')} rows={2} value={texts.question} onText={put('question')} />
      <div className="at-grid">
        <Field name={t('requirements.purpose')} hint={t('requirements.purpose.hint')}>
          <input
            className="bp6-input bp6-small"
            list={list}
            required={true}
            value={texts.purpose}
            onChange={({ currentTarget }) => put('purpose')(currentTarget.value)}
          />
        </Field>
        <Moment name={t('requirements.latest')} value={texts.latest} onText={put('latest')} required={true} />
      </div>
      <datalist id={list}>
        {purposes.map((one) => (
          <option key={one} value={one} />
        ))}
      </datalist>
      <div className="at-grid">
        <Lines
          name={`${t('requirements.elements')} (${t('doc.lines.hint')})`}
          rows={3}
          value={texts.elements}
          onText={put('elements')}
        />
        <Lines
          name={`${t('requirements.indicators')} (${t('doc.lines.hint')})`}
          rows={3}
          value={texts.indicators}
          onText={put('indicators')}
        />
      </div>
      <Line name={t('requirements.lawful')} value={texts.lawful} onText={put('lawful')} required={true} />
      <fieldset className="at-rows">
        <legend>{t('requirements.area')}</legend>
        <AreaEditor area={form.area} named={false} onArea={(area) => keep(JSON.stringify({ ...form, area }))} />
      </fieldset>
      <FaultList faults={faults} />
      <p>
        <ByWhom by={requirementWorkflow.moves[revises === null ? 'draft' : 'revise'].by} />{' '}
        <span className="at-quiet">
          {t('agree.compartment')}: {revises?.requirement.compartment ?? COMPARTMENT}. {t('command.kept')}
        </span>
      </p>
      {command !== undefined && <Against refusal={refusal} />}
      <div className="at-buttons">
        <Button
          type="submit"
          size="small"
          intent="primary"
          text={name}
          disabled={command === undefined || sent.state === 'sending'}
        />
        {kept !== '' && <Button size="small" variant="minimal" text={t('agree.discard')} onClick={() => keep('')} />}
        {sent.state === 'done' && revises === null && sent.done.entries[0] !== undefined && (
          <Button
            size="small"
            text={t('rules.show')}
            onClick={() =>
              select({ kind: 'requirement', id: (sent.done.entries[0]?.stream ?? '').replace(/^requirement\//, '') })
            }
          />
        )}
      </div>
      <SentText sent={sent} />
    </form>
  );
}

function commandOf(
  asked: Draft | undefined,
  revises: RequirementRead | null,
): Extract<RequirementCommand, { readonly do: 'draft' | 'revise' }> | undefined {
  if (asked === undefined) return undefined;
  if (revises === null) return { do: 'draft', ...asked };
  const { compartment: _, ...rest } = asked;
  return { do: 'revise', requirement: revises.id, ...rest };
}

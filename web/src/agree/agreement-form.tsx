import { Button } from '@blueprintjs/core';
import { type FormEvent, useMemo, useState } from 'react';
import { agreementWorkflow } from '../../../src/agree/agreement/decide.ts';
import { noAgreement } from '../../../src/agree/agreement/state.ts';
import { noSignatories } from '../../../src/agree/signatory/state.ts';
import { refuse } from '../../../src/model/workflow.ts';
import { SentText, useCommand, useDraft } from '../account/command-form.tsx';
import { ByWhom } from '../authorise/by-whom.tsx';
import { useChain } from '../authorise/chain.ts';
import { useWords } from '../i18n/index.ts';
import { useRegionScene } from '../region-map/scene.ts';
import { select } from '../state/session.ts';
import { AgreementFields } from './agreement-fields.tsx';
import type { AgreementRead } from './agreements.ts';
import { AreaEditor } from './area-editor.tsx';
import { type AreaForm, emptyArea } from './area-form.ts';
import { FaultList, partsOfForm } from './fault-list.tsx';
import { emptyForm, type AgreementForm as Form, formIn, formOf, readForm } from './form-model.ts';
import { Against, Tabs, useActor, useNow } from './parts.tsx';

const COMPARTMENT = 'operations';

interface Props {
  /** The agreement of which this writes the next version; null for one that is new. */
  readonly amends: AgreementRead | null;
}

/** Writes an agreement, or its next version. What is written is kept until it is done, and looked at with every letter. */
export function AgreementForm({ amends }: Props) {
  const t = useWords();
  const actor = useActor();
  const nowUs = useNow(useChain());
  const last = amends?.agreement.versions.at(-1);
  const version = (last?.document.version ?? 0) + 1;
  const [kept, keep] = useDraft(amends === null ? 'agreement.new' : `agreement.${amends.id}.${version}`);
  const { sent, send } = useCommand();
  const form = useMemo(() => formIn(kept) ?? (last === undefined ? emptyForm() : formOf(last.document)), [kept, last]);
  const { document, faults } = useMemo(() => readForm(form, version), [form, version]);
  const [here, setHere] = useState(0);
  const put = (change: Partial<Form>): void => keep(JSON.stringify({ ...form, ...change }));
  const parts = useMemo(() => partsOfForm(form.areas, faults, here, t), [form.areas, faults, here, t]);
  useRegionScene(parts, `form ${amends?.id ?? ''} ${version}`);
  const command =
    document === undefined
      ? undefined
      : amends === null
        ? ({ do: 'draft', compartment: COMPARTMENT, document } as const)
        : ({ do: 'amend', agreement: amends.id, document } as const);
  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    if (command === undefined) return;
    const { do: step, ...payload } = command;
    if (await send(step === 'draft' ? 'agree.draft-agreement' : 'agree.amend-agreement', payload)) keep('');
  };
  const refusal =
    actor === null || command === undefined
      ? undefined
      : refuse(agreementWorkflow, {
          state: { agreement: amends?.agreement ?? noAgreement, signatories: noSignatories },
          ...{ command, actor, atUs: nowUs },
        });
  const name = amends === null ? t('agreements.draft') : t('doc.write.amend', { n: version });
  return (
    <form className="at-agree-form" aria-label={name} onSubmit={(event) => void submit(event)}>
      <h3>{name}</h3>
      <AgreementFields form={form} onForm={put} amends={amends !== null} />
      <Areas areas={form.areas} here={here} onHere={setHere} onAreas={(areas) => put({ areas })} />
      <FaultList faults={faults} />
      <p>
        <ByWhom by={agreementWorkflow.moves[amends === null ? 'draft' : 'amend'].by} />{' '}
        <span className="at-quiet">
          {t('agree.compartment')}: {amends?.agreement.compartment ?? COMPARTMENT}. {t('command.kept')}
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
        {sent.state === 'done' && amends === null && sent.done.entries[0] !== undefined && (
          <Button
            size="small"
            text={t('rules.show')}
            onClick={() =>
              select({ kind: 'agreement', id: (sent.done.entries[0]?.stream ?? '').replace(/^agreement\//, '') })
            }
          />
        )}
      </div>
      <SentText sent={sent} />
    </form>
  );
}

interface AreasProps {
  readonly areas: readonly AreaForm[];
  readonly here: number;
  readonly onHere: (here: number) => void;
  readonly onAreas: (areas: readonly AreaForm[]) => void;
}

/** The areas of the document, one of them open on the map and in the table. */
function Areas({ areas, here, onHere, onAreas }: AreasProps) {
  const t = useWords();
  const at = Math.min(here, areas.length - 1);
  const area = areas[at];
  const fresh = (): string => {
    const names = new Set(areas.map(({ id }) => id));
    let n = areas.length + 1;
    while (names.has(`area-${n}`)) n += 1;
    return `area-${n}`;
  };
  return (
    <fieldset className="at-rows">
      <legend>{t('doc.areas')}</legend>
      <div className="at-buttons">
        <Tabs
          label={t('doc.areas')}
          tabs={areas.map(({ id }, i) => ({ value: String(i), text: t('area.title', { id }) }))}
          chosen={String(at)}
          onChoose={(place) => onHere(Number(place))}
        />
        <Button
          size="small"
          variant="minimal"
          text={t('area.add')}
          onClick={() => {
            onAreas([...areas, emptyArea(fresh())]);
            onHere(areas.length);
          }}
        />
        {area !== undefined && areas.length > 1 && (
          <Button
            size="small"
            variant="minimal"
            text={t('area.remove', { id: area.id })}
            onClick={() => {
              onAreas(areas.filter((_, i) => i !== at));
              onHere(Math.max(0, at - 1));
            }}
          />
        )}
      </div>
      {area !== undefined && (
        <AreaEditor
          key={at}
          area={area}
          named={true}
          onArea={(next) => onAreas(areas.map((one, i) => (i === at ? next : one)))}
        />
      )}
    </fieldset>
  );
}

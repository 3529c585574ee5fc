import { Button } from '@blueprintjs/core';
import { type DragEvent, type FormEvent, useMemo } from 'react';
import { clearanceWorkflow } from '../../../src/authorise/clearance/rules.ts';
import type { SortiePlanDocument } from '../../../src/plan/sortie/document.ts';
import { Field, SentText, useCommand, useDraft } from '../account/command-form.tsx';
import { useWords } from '../i18n/index.ts';
import { type RegionPart, useRegionScene } from '../region-map/scene.ts';
import { select } from '../state/session.ts';
import { ByWhom } from './by-whom.tsx';
import type { ClearanceRead } from './clearances.ts';
import { Changes, Voided } from './diff-view.tsx';
import { FaultList } from './fault-list.tsx';
import { readPlanText } from './plan-text.ts';
import { groupedHash } from './say.ts';

/** A plan of more than this is read by no service. */
const mostBytes = 4_000_000;

/** Puts a plan forward for clearance, or another in the place of the one that stands. */
export function PlanForm({ replaces }: { readonly replaces: ClearanceRead | null }) {
  const t = useWords();
  const [text, setText] = useDraft(replaces === null ? 'clearance.propose' : `clearance.${replaces.id}.replace`);
  const [compartment, setCompartment] = useDraft('clearance.compartment');
  const { sent, send } = useCommand();
  const read = useMemo(() => readPlanText(text), [text]);
  const before = replaces?.versions.at(-1);
  const drop = (event: DragEvent): void => {
    const [file] = event.dataTransfer.files;
    if (file === undefined) return;
    event.preventDefault();
    // The page's own drop zone opens recordings: this one is for here alone.
    event.nativeEvent.stopImmediatePropagation();
    event.stopPropagation();
    if (file.size <= mostBytes) void file.text().then(setText);
  };
  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    if (read.state !== 'plan') return;
    const { plan } = read;
    const done =
      replaces === null
        ? await send('authorise.propose-plan', { compartment: compartment || 'operations', plan })
        : await send('authorise.replace-plan', { clearance: replaces.id, plan });
    if (!done) return;
    setText('');
    select({ kind: 'clearance', id: plan.id });
  };
  return (
    <form
      className="at-concern-form at-plan-form"
      aria-label={t(replaces === null ? 'clearance.propose' : 'clearance.replace')}
      onSubmit={(event) => void submit(event)}
    >
      <Field name={t('clearance.paste')} hint={t('clearance.paste.hint')}>
        <textarea
          className="bp6-input at-plan-text"
          required={true}
          rows={8}
          spellCheck={false}
          value={text}
          onDrop={drop}
          onChange={({ currentTarget }) => setText(currentTarget.value)}
        />
      </Field>
      {read.state === 'faults' && <FaultList faults={read.faults} />}
      {read.state === 'plan' && (
        <div role="status">
          <p>{t(read.fromCase ? 'clearance.read.case' : 'clearance.read.plan', { id: read.plan.id })} </p>
          <p className="at-hash">{groupedHash(read.hash)}</p>
        </div>
      )}
      {read.state === 'plan' && replaces === null && <OnMap plan={read.plan} />}
      {read.state === 'plan' && before !== undefined && (
        <>
          <Voided before={before} />
          <Changes before={before} after={read} />
        </>
      )}
      {replaces === null && (
        <Field name={t('clearance.compartment')} hint={t('clearance.compartment.hint')}>
          <input
            className="bp6-input bp6-small"
            value={compartment}
            placeholder="operations"
            pattern="[A-Za-z0-9][A-Za-z0-9-]{0,31}"
            onChange={({ currentTarget }) => setCompartment(currentTarget.value)}
          />
        </Field>
      )}
      <div className="at-buttons">
        <Button
          type="submit"
          size="small"
          intent="primary"
          text={t(replaces === null ? 'clearance.propose' : 'clearance.replace')}
          disabled={read.state !== 'plan' || sent.state === 'sending'}
        />
        <ByWhom by={clearanceWorkflow.moves[replaces === null ? 'propose' : 'replace'].by} />
      </div>
      <p className="at-quiet">
        {t(replaces === null ? 'clearance.propose.then' : 'clearance.replace.then')} {t('command.kept')}
      </p>
      <SentText sent={sent} />
    </form>
  );
}

/** The plan that is to be put forward, on the map. */
function OnMap({ plan }: { readonly plan: SortiePlanDocument }) {
  const parts = useMemo(
    (): readonly RegionPart[] => [
      ...plan.stays.map(({ area }) => ({ kind: 'area', id: `stay ${area.id}`, tone: 'draft', area }) as const),
      { kind: 'route', id: 'route', tone: 'draft', label: plan.id, way: plan.route },
    ],
    [plan],
  );
  useRegionScene(parts, `draft ${plan.id}`);
  return null;
}

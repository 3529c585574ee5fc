import { Button, Callout } from '@blueprintjs/core';
import { encodeBase64 } from '../../../src/account/base64.ts';
import { useWords, type Words } from '../i18n/index.ts';
import { type Seen, useSeen } from '../state/seen.ts';
import { takeAsKnown, usePresent } from './checkpoints.ts';
import { useLive } from './live.ts';
import { useLogKeys } from './log-keys.ts';
import { type CheckpointChecked, type Outcome, SIGNS } from './proof-steps.ts';

/** A log that is not the one that was seen before: said above all else, in red, until people have cleared it up. */
export function SeenAlarm() {
  const t = useWords();
  const alarm = useSeen((value) => value.alarm);
  const before = useSeen((value) => value.before);
  const now = useSeen((value) => value.now);
  if (alarm === null || before === null || now === null) return null;
  return (
    <Callout intent="danger" role="alert" className="at-alarm" title={t(`seen.${alarm}.title`)}>
      <p>{t(`seen.${alarm}.what`)}</p>
      <dl className="at-summary">
        {[['seen.before', before] as const, ['seen.now', now] as const].map(([name, { size, root, atMs, key }]) => (
          <div key={name}>
            <dt>{t(name)}</dt>
            <dd>
              {t('seen.checkpoint', { size, time: t.utc(atMs * 1000) })}
              <br />
              <code className="at-raw-all">{root}</code>
              <br />
              <code className="at-raw-all">{key}</code>
            </dd>
          </div>
        ))}
      </dl>
      <p>{t('seen.todo')}</p>
      <details>
        <summary>{t('seen.evidence')}</summary>
        <pre className="at-account-raw">{`${before.note}\n${now.note}`}</pre>
      </details>
      <Button size="small" intent="danger" variant="outlined" text={t('seen.take')} onClick={takeAsKnown} />
    </Callout>
  );
}

interface WitnessRow {
  readonly name: string;
  readonly outcome: Outcome;
  readonly size: number | null;
  readonly timeS: number | null;
}

/** Who signed how much of the log: of the checkpoint where they signed that, else as the service says it. */
function rowsOf(checked: CheckpointChecked, cosigned: ReadonlyMap<string, number>): readonly WitnessRow[] {
  const { checkpoint, cosignatures } = checked;
  return cosignatures.map(({ state, outcome, timeS }) => ({
    name: state,
    outcome,
    size: outcome === 'open' ? (cosigned.get(state) ?? null) : checkpoint.size,
    timeS,
  }));
}

function seenWords({ state, before }: Seen, t: Words): string {
  switch (state) {
    case 'none':
    case 'unchecked':
    case 'alarm':
      return '';
    case 'first':
      return t('seen.first');
    case 'same':
    case 'consistent':
      return before === null ? '' : t(`seen.${state}`, { size: before.size, time: t.utc(before.atMs * 1000) });
  }
}

/** The present checkpoint in a line: its size, its signatures, and how it goes on from what was seen; opened, each of them. */
export function CheckpointLine() {
  const t = useWords();
  const checked = usePresent((value) => value.checked);
  const fault = usePresent((value) => value.fault);
  const seen = useSeen((value) => value);
  const head = useLive((value) => value.head);
  const states = useLive((value) => value.states);
  const from = useLogKeys((value) => value.from);
  if (checked === null) {
    const none = fault === null ? t(from === 'none' ? 'checkpoint.noKey' : 'checkpoint.none') : fault;
    return <p className="at-checkpoint at-quiet">{none}</p>;
  }
  const cosigned = new Map(
    Object.entries(head?.cosigned ?? {}).map(([name, size]) => [states.get(name) ?? name, size]),
  );
  const rows = rowsOf(checked, cosigned);
  const { checkpoint, signature, note } = checked;
  return (
    <details className="at-checkpoint">
      <summary>
        <span className="at-number">{t('checkpoint.size', { size: checkpoint.size })}</span>
        <Signed outcome={signature.outcome} name={t('checkpoint.log')} />
        {rows.map(({ name, outcome }) => (
          <Signed key={name} outcome={outcome} name={name} />
        ))}
        {rows.length === 0 && <span className="at-quiet">{t('checkpoint.alone')}</span>}
        <span className="at-quiet at-checkpoint-seen">{seenWords(seen, t)}</span>
      </summary>
      <table className="at-checkpoint-table">
        <thead>
          <tr>
            {(['who', 'outcome', 'entries', 'when'] as const).map((column) => (
              <th key={column} scope="col">
                {t(`checkpoint.column.${column}`)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          <Row
            row={{
              name: signature.name ?? t('checkpoint.log'),
              outcome: signature.outcome,
              size: checkpoint.size,
              timeS: null,
            }}
          />
          {rows.map((row) => (
            <Row key={row.name} row={row} />
          ))}
        </tbody>
      </table>
      <p>
        {t('checkpoint.root')} <code className="at-raw-all">{encodeBase64(checkpoint.root)}</code>
      </p>
      <pre className="at-account-raw">{note}</pre>
    </details>
  );
}

function Signed({ outcome, name }: { readonly outcome: Outcome; readonly name: string }) {
  const t = useWords();
  return (
    <span data-outcome={outcome} className="at-signed">
      <span aria-hidden={true}>{SIGNS[outcome]}</span> {name}
      <span className="at-hidden"> {t(`proof.step.${outcome}`)}</span>
    </span>
  );
}

function Row({ row: { name, outcome, size, timeS } }: { readonly row: WitnessRow }) {
  const t = useWords();
  return (
    <tr>
      <td>{name}</td>
      <td>
        <Signed outcome={outcome} name={t(`proof.step.${outcome}`)} />
      </td>
      <td className="at-number">{size === null ? '—' : t.number(size)}</td>
      <td>{timeS === null ? '—' : <time>{t.utc(timeS * 1_000_000)}</time>}</td>
    </tr>
  );
}

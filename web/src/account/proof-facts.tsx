import { Button, Callout, Intent, Tag } from '@blueprintjs/core';
import { type ReactNode, useEffect, useMemo, useState } from 'react';
import { decodeBase64 } from '../../../src/account/base64.ts';
import type { EnvelopeView, ProofView } from '../../../src/model/log-views.ts';
import { useWords, type Words } from '../i18n/index.ts';
import { ask } from '../state/api.ts';
import { type Trouble, troubleOf } from '../state/who.ts';
import { sha256, verifyEd25519 } from './crypto.ts';
import { forgetOwnKeys, needKeys, takeOwnKeys, useLogKeys } from './log-keys.ts';
import { Failed, Loading } from './parts.tsx';
import { checkProof, type Outcome, SIGNS, type Step, toHex } from './proof-steps.ts';

const INTENTS = { checked: Intent.SUCCESS, failed: Intent.DANGER, open: Intent.WARNING } as const satisfies Record<
  Outcome,
  Intent
>;

/** The proof of an entry, each step of it computed here. */
export function ProofFacts({ entry }: { readonly entry: EnvelopeView }) {
  const t = useWords();
  const { index } = entry;
  const [proof, setProof] = useState<ProofView | null>(null);
  const [trouble, setTrouble] = useState<Trouble | null>(null);
  const [turn, setTurn] = useState(0);
  const keys = useLogKeys((value) => value.keys);
  useEffect(needKeys, []);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a turn asks again
  useEffect(() => {
    const stop = new AbortController();
    setProof(null);
    setTrouble(null);
    ask<ProofView>(`/api/log/entries/${index}/proof`, { signal: stop.signal }).then(
      (value) => !stop.signal.aborted && setProof(value),
      (thrown: unknown) => !stop.signal.aborted && setTrouble(troubleOf(thrown)),
    );
    return () => stop.abort();
  }, [index, turn]);
  const checked = useMemo(
    () => (proof === null ? null : checkProof(entry, proof, keys, sha256, verifyEd25519)),
    [entry, proof, keys],
  );
  const again = (): void => setTurn((value) => value + 1);
  const raw = proof === null ? undefined : decodeBase64(proof.entry);
  return (
    <section className="at-facts">
      <h3>{t('proof.title')}</h3>
      {trouble?.problem.code === 'not-ready' && <p role="status">{t('proof.notYet')}</p>}
      {trouble !== null && trouble.problem.code !== 'not-ready' && (
        <Failed trouble={trouble} path={`/api/log/entries/${index}/proof`} again={again} />
      )}
      {trouble === null && checked === null && <Loading text={t('proof.loading')} />}
      {checked !== null && (
        <>
          <Callout compact={true} intent={INTENTS[checked.outcome]} role="status">
            {t(`proof.outcome.${checked.outcome}`)}
          </Callout>
          <ol className="at-proof">
            {checked.steps.map((step) => (
              <li
                key={step.what === 'cosignature' ? `${step.what} ${step.state}` : step.what}
                data-outcome={step.outcome}
              >
                <Tag minimal={true} intent={INTENTS[step.outcome]}>
                  <span aria-hidden={true}>{SIGNS[step.outcome]} </span>
                  {t(`proof.step.${step.outcome}`)}
                </Tag>{' '}
                <StepText step={step} />
              </li>
            ))}
          </ol>
          {keys !== null && keys.witnesses.length === 0 && <p>{t('proof.noWitness')}</p>}
          <p className="at-quiet">{t('proof.limits')}</p>
          <Button size="small" text={t('proof.again')} onClick={again} />
          {checked.note !== null && (
            <details>
              <summary>{t('proof.note')}</summary>
              <pre className="at-account-raw">{checked.note}</pre>
            </details>
          )}
        </>
      )}
      <Keys />
      <details>
        <summary>{t('entry.raw')}</summary>
        <pre className="at-account-raw">{JSON.stringify(entry, null, 2)}</pre>
        {raw !== undefined && (
          <>
            <p className="at-quiet">{t.count('entry.raw.bytes', raw.length)}</p>
            <pre className="at-account-raw">{toHex(raw)}</pre>
          </>
        )}
      </details>
    </section>
  );
}

function StepText({ step }: { readonly step: Step }): ReactNode {
  const t = useWords();
  const [title, detail] = stepWords(step, t);
  return (
    <>
      <strong>{title}</strong>
      {detail !== '' && <span className="at-raw-all">: {detail}</span>}
    </>
  );
}

/** A step in words: what was checked, and with what. */
function stepWords(step: Step, t: Words): readonly [string, string] {
  switch (step.what) {
    case 'entry':
      return [
        t('proof.entry'),
        step.fault === null ? t.count('proof.entry.bytes', step.bytes) : t('proof.fault', { fault: step.fault }),
      ];
    case 'withheld':
      return [t('proof.withheld'), ''];
    case 'leaf':
      return [t('proof.leaf'), step.hash ?? ''];
    case 'checkpoint':
      return [
        t('proof.checkpoint'),
        step.size === null
          ? t('proof.fault', { fault: step.fault ?? '' })
          : t.count('proof.checkpoint.size', step.size),
      ];
    case 'path': {
      const hashes = t.count('proof.path.hashes', step.hashes);
      return [t('proof.path'), `${hashes}; ${t('proof.path.root', { root: step.root ?? '' })}`];
    }
    case 'log-signature':
      return [
        t('proof.log-signature'),
        step.name === null ? t('proof.log-signature.noKey') : t('proof.log-signature.name', { name: step.name }),
      ];
    case 'cosignature':
      return [t('proof.cosignature', { state: step.state }), cosignatureWords(step, t)];
  }
}

function cosignatureWords({ outcome, state, timeS }: Step & { readonly what: 'cosignature' }, t: Words): string {
  if (outcome === 'open') return t('proof.cosignature.notYet', { state });
  return timeS === null
    ? t('proof.cosignature.wrong', { state })
    : t('proof.cosignature.at', { time: t.utc(timeS * 1_000_000) });
}

/** Whose signatures are looked for, and where their keys came from; others can be put in. */
function Keys() {
  const t = useWords();
  const from = useLogKeys((value) => value.from);
  const view = useLogKeys((value) => value.view);
  const [log, setLog] = useState('');
  const [witnesses, setWitnesses] = useState('');
  const [fault, setFault] = useState<string | null>(null);
  if (from === 'asking') return null;
  return (
    <details open={from === 'none'}>
      <summary>{t('proof.keys')}</summary>
      <p>{t(`proof.keys.${from}`)}</p>
      {view !== null && (
        <pre className="at-account-raw">
          {[view.log, ...view.witnesses.map(({ state, key }) => `${state} ${key}`)].join('\n')}
        </pre>
      )}
      <label className="at-field">
        <span>{t('proof.keys.log')}</span>
        <input className="bp6-input" value={log} onChange={({ currentTarget }) => setLog(currentTarget.value)} />
      </label>
      <label className="at-field">
        <span>{t('proof.keys.witnesses')}</span>
        <textarea
          className="bp6-input"
          rows={2}
          value={witnesses}
          onChange={({ currentTarget }) => setWitnesses(currentTarget.value)}
        />
      </label>
      <Button size="small" text={t('proof.keys.use')} onClick={() => setFault(takeOwnKeys(log, witnesses))} />
      {from === 'own' && <Button size="small" text={t('proof.keys.forget')} onClick={forgetOwnKeys} />}
      {fault !== null && <p role="alert">{t('proof.keys.wrong', { fault })}</p>}
    </details>
  );
}

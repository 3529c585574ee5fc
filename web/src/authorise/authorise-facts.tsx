import { useEffect } from 'react';
import { clearanceFacts } from '../../../src/authorise/clearance/state.ts';
import type { Happened } from '../../../src/model/command.ts';
import { readFact } from '../../../src/model/facts.ts';
import { EntryLink, Failed, Loading } from '../account/parts.tsx';
import '../account/rules-concerns.css';
import { actorText, kindText } from '../account/words.ts';
import { useWords } from '../i18n/index.ts';
import { Fact, Facts } from '../inspector/facts.tsx';
import { needWho } from '../state/who.ts';
import './authorise.css';
import { readChainAgain } from './chain.ts';
import { StandingTag } from './clearance-list.tsx';
import { ClearanceSteps } from './clearance-steps.tsx';
import type { ClearanceRead } from './clearances.ts';
import { NoticeFacts } from './notice-facts.tsx';
import { windowText } from './say.ts';
import { useClearances } from './use-case.ts';

export interface AuthoriseSelection {
  readonly kind: 'clearance' | 'notice';
  readonly id: string;
}

/** What the inspector says of a clearance or a notice, and what may be done with it. */
export function AuthoriseFacts({ selection }: { readonly selection: AuthoriseSelection }) {
  useEffect(needWho, []);
  switch (selection.kind) {
    case 'clearance':
      return <ClearanceFacts id={selection.id} />;
    case 'notice':
      return <NoticeFacts key={selection.id} id={selection.id} />;
  }
}

function ClearanceFacts({ id }: { readonly id: string }) {
  const t = useWords();
  const { chain, clearances } = useClearances();
  if (chain.state === 'failed' && chain.trouble !== null) {
    return <Failed trouble={chain.trouble} path="/api/log/entries" again={readChainAgain} />;
  }
  if (chain.state !== 'ready') return <Loading text={t('clearance.loading')} />;
  const one = clearances.find((it) => it.id === id);
  if (one === undefined) return <p className="at-quiet">{t('clearance.notHere', { id })}</p>;
  const { clearance } = one;
  const { plan } = clearance;
  return (
    <>
      <Facts title={id}>
        <Fact name={t('clearance.standing')}>
          <StandingTag of={one} />
        </Fact>
        <Fact name={t('sortie.flownBy')}>{plan === undefined ? '' : `${plan.state} ${plan.agency}`}</Fact>
        <Fact name={t('sortie.window')}>{plan === undefined ? '' : windowText(plan.window, t)}</Fact>
        <Fact name={t('clearance.states')}>{clearance.states.join(', ')}</Fact>
        <Fact name={t('clearance.compartment')}>{clearance.compartment}</Fact>
      </Facts>
      <ClearanceSteps key={`${id} ${clearance.planHash}`} id={id} clearance={clearance} />
      <History of={one} />
    </>
  );
}

function History({ of: { facts } }: { readonly of: ClearanceRead }) {
  const t = useWords();
  return (
    <section className="at-facts">
      <h3>{t('people.history')}</h3>
      <ol className="at-history" aria-label={t('people.history')}>
        {facts.toReversed().map((one) => (
          <Step key={one.index} happened={one} />
        ))}
      </ol>
    </section>
  );
}

function Step({ happened }: { readonly happened: Happened }) {
  const t = useWords();
  const { index, kind, timeUs } = happened;
  const { fact } = readFact(clearanceFacts, happened);
  return (
    <li>
      <strong>{kindText(kind, t)}</strong> <time>{t.utc(timeUs)}</time> <EntryLink index={index} />
      <br />
      {actorText(happened, t)} {fact !== undefined && <code className="at-quiet">{fact.content.by}</code>}
      {(fact?.kind === 'authorise.refused' || fact?.kind === 'authorise.withdrawn') && <p>{fact.content.why}</p>}
      {fact?.kind === 'authorise.concurred' && <p>{t('clearance.relied', { on: fact.content.relyingOn })}</p>}
    </li>
  );
}

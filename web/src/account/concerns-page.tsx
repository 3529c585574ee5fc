import { Button, ButtonGroup } from '@blueprintjs/core';
import { useState } from 'react';
import { useWords } from '../i18n/index.ts';
import { useWho } from '../state/who.ts';
import { AnonymousForm } from './concern-anonymous-form.tsx';
import { ConcernColumn } from './concern-list.tsx';
import { NamedForm } from './concern-named-form.tsx';
import { ThreadForm } from './concern-thread-form.tsx';
import './rules-concerns.css';

const WAYS = ['named', 'anonymous', 'thread'] as const;
type Way = (typeof WAYS)[number];

/** Raising a concern past the chain of command, with a name or without, and, for inspectors, those raised. Open to whoever is not signed in. */
export function ConcernsPage() {
  const t = useWords();
  const signedIn = useWho((value) => value.who?.session != null);
  const [chosen, setChosen] = useState<Way | null>(null);
  // Held here, so that a look at the other form does not lose it; nowhere else.
  const [nameless, setNameless] = useState('');
  const way = chosen ?? (signedIn ? 'named' : 'anonymous');
  return (
    <div className="at-account-page at-concerns">
      <section className="at-concern-write" aria-label={t('concerns.raise')}>
        <h2>{t(way === 'thread' ? 'concerns.thread' : 'concerns.raise')}</h2>
        <ButtonGroup aria-label={t('concerns.how')} role="group">
          {WAYS.map((one) => (
            <Button
              key={one}
              size="small"
              active={one === way}
              aria-pressed={one === way}
              text={t(`concerns.way.${one}`)}
              onClick={() => setChosen(one)}
            />
          ))}
        </ButtonGroup>
        {way === 'named' && <NamedForm />}
        {way === 'thread' && <ThreadForm />}
        {way === 'anonymous' && <AnonymousForm says={nameless} onSays={setNameless} />}
      </section>
      <ConcernColumn />
    </div>
  );
}

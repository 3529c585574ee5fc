import { Button, ButtonGroup } from '@blueprintjs/core';
import { useEffect } from 'react';
import { useWords } from '../i18n/index.ts';
import { Guard } from '../shell/guard.tsx';
import { askWho, useWho } from '../state/who.ts';
import { type PageOf, pagesOf, useWorkstation, workstation } from '../state/workstation.ts';
import './account.css';
import { ConcernsPage } from './concerns-page.tsx';
import { forgetLearned } from './learned.ts';
import { LogPage } from './log-page.tsx';
import { Failed, Loading, SignInNeeded } from './parts.tsx';
import { PeoplePage } from './people-page.tsx';
import { RulesPage } from './rules-page.tsx';

const CONTENT = {
  log: LogPage,
  rules: RulesPage,
  people: PeoplePage,
  concerns: ConcernsPage,
} as const satisfies Record<PageOf<'account'>, unknown>;

/** The stage of the log: its pages by tabs. */
export function AccountPage({ page }: { readonly page: PageOf<'account'> }) {
  const t = useWords();
  const state = useWho((value) => value.state);
  const signedIn = useWho((value) => value.who?.session != null);
  const trouble = useWho((value) => value.trouble);
  const serial = useWho((value) => value.serial);
  const here = useWorkstation((value) => value.page);
  // biome-ignore lint/correctness/useExhaustiveDependencies: what one could open is nothing to the next
  useEffect(forgetLearned, [serial]);
  const Content = CONTENT[page];
  const asking = serial === 0 && (state === 'unasked' || state === 'asking');
  return (
    <>
      <div className="at-toolbar" role="toolbar" aria-label={t('page.tabs')}>
        <ButtonGroup variant="minimal">
          {pagesOf('account').map((one) => (
            <Button
              key={one}
              size="small"
              active={one === here}
              aria-pressed={one === here}
              text={t(`page.${one}`)}
              onClick={() => workstation.set({ page: one })}
            />
          ))}
        </ButtonGroup>
      </div>
      <Guard key={page}>
        {asking ? (
          <Loading text={t('page.loading')} />
        ) : state === 'failed' && trouble !== null ? (
          <Failed trouble={trouble} path="/api/identity" again={() => void askWho()} />
        ) : state === 'known' && !signedIn && page !== 'concerns' ? (
          <SignInNeeded />
        ) : (
          <Content />
        )}
      </Guard>
    </>
  );
}

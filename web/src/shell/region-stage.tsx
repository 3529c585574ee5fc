import { Button, ButtonGroup } from '@blueprintjs/core';
import '../account/account.css';
import '../observe/map/map.css';
import { useEffect } from 'react';
import { forgetLearned } from '../account/learned.ts';
import { Failed, Loading, SignInNeeded } from '../account/parts.tsx';
import { AgreePage } from '../agree/agree-page.tsx';
import { AuthorisePage } from '../authorise/authorise-page.tsx';
import { useWords } from '../i18n/index.ts';
import { RegionMap } from '../region-map/region-map.tsx';
import { askWho, useWho } from '../state/who.ts';
import { isPageOf, type PageOf, pagesOf, workstation } from '../state/workstation.ts';
import { Guard } from './guard.tsx';
import { SizeSplitter } from './size-splitter.tsx';
import { useSize } from './sizes.ts';

type RegionPage = PageOf<'agree' | 'authorise'>;

/** The stages agree and authorise: their pages by tabs, beside the one map of areas and ways. */
export function RegionStage({ page }: { readonly page: RegionPage | null }) {
  const t = useWords();
  const widthPx = useSize('region');
  return (
    <div className="at-region-stage" hidden={page === null}>
      {page !== null && <Tabs page={page} />}
      <div className="at-region-body">
        <div className="at-region-page">
          {page !== null && (
            <Guard key={page}>
              <Content page={page} />
            </Guard>
          )}
        </div>
        <SizeSplitter name="region" label={t('splitter.region')} between="column" least={240} most={1200} />
        <section className="at-region-slot" style={{ width: widthPx }} aria-label={t('region.map')}>
          <Guard>
            <RegionMap />
          </Guard>
        </section>
      </div>
    </div>
  );
}

function Tabs({ page }: { readonly page: RegionPage }) {
  const t = useWords();
  const pages: readonly RegionPage[] = isPageOf(page, 'agree') ? pagesOf('agree') : pagesOf('authorise');
  return (
    <div className="at-toolbar" role="toolbar" aria-label={t('page.tabs')}>
      <ButtonGroup variant="minimal">
        {pages.map((one) => (
          <Button
            key={one}
            size="small"
            active={one === page}
            aria-pressed={one === page}
            text={t(`page.${one}`)}
            onClick={() => workstation.set({ page: one })}
          />
        ))}
      </ButtonGroup>
    </div>
  );
}

function Content({ page }: { readonly page: RegionPage }) {
  const t = useWords();
  const state = useWho((value) => value.state);
  const signedIn = useWho((value) => value.who?.session != null);
  const trouble = useWho((value) => value.trouble);
  const serial = useWho((value) => value.serial);
  // biome-ignore lint/correctness/useExhaustiveDependencies: what one could open is nothing to the next
  useEffect(forgetLearned, [serial]);
  if (serial === 0 && (state === 'unasked' || state === 'asking')) return <Loading text={t('page.loading')} />;
  if (state === 'failed' && trouble !== null) {
    return <Failed trouble={trouble} path="/api/identity" again={() => void askWho()} />;
  }
  if (state === 'known' && !signedIn) return <SignInNeeded />;
  return isPageOf(page, 'agree') ? (
    <AgreePage page={page} />
  ) : isPageOf(page, 'authorise') ? (
    <AuthorisePage page={page} />
  ) : null;
}

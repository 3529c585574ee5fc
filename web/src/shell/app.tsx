import { BlueprintProvider } from '@blueprintjs/core';
import { lazy, Suspense, useEffect, useState } from 'react';
import { needLive } from '../account/live.ts';
import { useWords } from '../i18n/index.ts';
import { Inspector } from '../inspector/inspector.tsx';
import { registerKeys } from '../state/keys.ts';
import { hasDoor, needWho, useWho } from '../state/who.ts';
import { isPageOf, stageOf, useFlight, useWorkstation } from '../state/workstation.ts';
import { Banner } from './banner.tsx';
import { pageCommands } from './commands.ts';
import { Dialogs } from './dialogs.tsx';
import { DropZone } from './drop-zone.tsx';
import { Guard } from './guard.tsx';
import { Rail } from './rail.tsx';
import { StatusBar } from './status-bar.tsx';
import { Toolbar } from './toolbar.tsx';
import { mapId, Workspace } from './workspace.tsx';

/** Fetched when it is first opened: the map need not wait for what checks the log. */
const AccountPage = lazy(async () => ({ default: (await import('../account/account-page.tsx')).AccountPage }));

/** Made when it is first opened, and kept from then on: its map is never reloaded. */
const RegionStage = lazy(async () => ({ default: (await import('./region-stage.tsx')).RegionStage }));

/** The frame of the workstation: marking, rail, the stage, the inspector, the status bar. */
export function App() {
  const t = useWords();
  const theme = useWorkstation((state) => state.theme);
  const inspector = useWorkstation((state) => state.inspector);
  const flight = useFlight();
  const door = useWho(hasDoor);
  const page = useWorkstation((state) => (door ? state.page : 'observe'));
  const isRegion = isPageOf(page, 'agree') || isPageOf(page, 'authorise');
  const [regionOpened, setRegionOpened] = useState(false);
  if (isRegion && !regionOpened) setRegionOpened(true);
  useEffect(() => {
    needWho();
    needLive();
  }, []);
  useEffect(() => (door ? registerKeys(pageCommands) : undefined), [door]);
  useEffect(() => {
    document.documentElement.lang = t.language;
  }, [t]);
  useEffect(() => {
    document.body.classList.toggle('bp6-dark', theme === 'dark');
    document.documentElement.dataset['theme'] = theme;
  }, [theme]);
  useEffect(() => {
    document.title = flight === null ? t('app.name') : t('app.title', { flight: flight.name });
  }, [flight, t]);
  return (
    <BlueprintProvider>
      <div className="at-app">
        <button type="button" className="at-skip" onClick={toMap}>
          {t('app.skip')}
        </button>
        <Banner place="top" />
        <div className="at-body">
          <Rail />
          <main className="at-main">
            <h1 className="at-hidden">{t(`stage.${stageOf(page)}`)}</h1>
            {/* The map stays as it is while another page is in front of it. */}
            <div className="at-observe" hidden={page !== 'observe'}>
              <Toolbar />
              <Workspace />
            </div>
            {(isRegion || regionOpened) && (
              <Suspense fallback={isRegion ? <p className="at-pad">{t('page.loading')}</p> : null}>
                <RegionStage page={isRegion ? page : null} />
              </Suspense>
            )}
            {isPageOf(page, 'account') && (
              <Suspense fallback={<p className="at-pad">{t('page.loading')}</p>}>
                <AccountPage page={page} />
              </Suspense>
            )}
          </main>
          {inspector && (
            <Guard>
              <Inspector />
            </Guard>
          )}
        </div>
        <StatusBar />
        <Banner place="bottom" />
        <DropZone />
        <Dialogs />
      </div>
    </BlueprintProvider>
  );
}

/** The hash is the view's: this moves the focus, not the link. */
const toMap = (): void => document.getElementById(mapId)?.focus();

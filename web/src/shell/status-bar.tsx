import { Button, HTMLSelect } from '@blueprintjs/core';
import { FlashIcon, HelpIcon, MoonIcon } from '@blueprintjs/icons';
import { useEffect, useState } from 'react';
import { useLive } from '../account/live.ts';
import { useWords } from '../i18n/index.ts';
import { useClock } from '../state/clock.ts';
import { useTimeUs } from '../state/session.ts';
import { isExercise, useWho } from '../state/who.ts';
import { LANGUAGES, type Language, useFlight, useWorkstation, workstation } from '../state/workstation.ts';
import { toggleTheme } from './commands.ts';
import { UploadList } from './flight-list.tsx';
import { LogStatus } from './log-status.tsx';
import { Tip } from './tip.tsx';
import { WhoChooser } from './who-chooser.tsx';

const NAMES = { en: 'English', es: 'Español' } as const satisfies Record<Language, string>;

/** Time, state of the flight and of the service, language, theme, keys. */
export function StatusBar() {
  const t = useWords();
  const language = useWorkstation((state) => state.language);
  const theme = useWorkstation((state) => state.theme);
  const connected = useWorkstation((state) => state.connected);
  const page = useWorkstation((state) => state.page);
  const exercise = useWho(isExercise);
  // Whether the log is live says that the service is there.
  const told = useLive(({ state }) => state === 'live');
  const other = theme === 'dark' ? t('status.theme.light') : t('status.theme.dark');
  return (
    <footer className="at-status">
      <h2 className="at-hidden">{t('status.label')}</h2>
      <div className="at-status-uploads">
        <UploadList />
      </div>
      {page === 'observe' ? <OfFlight /> : <Now />}
      <span className="at-toolbar-room" />
      <LogStatus />
      <WhoChooser />
      {exercise && <span className="at-status-part at-recorded">{t('status.exercise')}</span>}
      <span className={connected ? 'at-status-part' : 'at-status-part at-lost'} role="status">
        {!connected ? t('status.service.lost') : told ? '' : t('status.service.ok')}
      </span>
      <HTMLSelect
        minimal={true}
        aria-label={t('status.language')}
        value={language}
        onChange={(event) => {
          const next = LANGUAGES.find((one) => one === event.currentTarget.value);
          if (next !== undefined) workstation.set({ language: next });
        }}
      >
        {LANGUAGES.map((one) => (
          <option key={one} value={one} lang={one}>
            {NAMES[one]}
          </option>
        ))}
      </HTMLSelect>
      <Button
        variant="minimal"
        size="small"
        icon={theme === 'dark' ? <FlashIcon /> : <MoonIcon />}
        text={other}
        aria-label={`${t('status.theme')}: ${other}`}
        onClick={toggleTheme}
      />
      <Button
        variant="minimal"
        size="small"
        icon={<HelpIcon />}
        text={t('status.keys')}
        onClick={() => workstation.set({ dialog: 'help' })}
      />
    </footer>
  );
}

/** The time and state of the recording that is shown. */
function OfFlight() {
  const t = useWords();
  return (
    <>
      <Times />
      <Tip says={t('status.recordedHint')} placement="top">
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what the word means is told to the keyboard too */}
        <span className="at-status-part at-recorded" tabIndex={0}>
          {t('status.recorded')}
        </span>
      </Tip>
      <Playing />
    </>
  );
}

/** The time it is: the pages of the log show no recording, whose time it could be. */
function Now() {
  const t = useWords();
  const [nowMs, setNowMs] = useState(Date.now);
  useEffect(() => {
    const tick = setInterval(() => setNowMs(Date.now()), 1000);
    return () => clearInterval(tick);
  }, []);
  return (
    <>
      <time className="at-status-part at-number" title={t('status.utc')}>
        {t.utc(nowMs * 1000)}
      </time>
      <time className="at-status-part at-number at-quiet" title={t('status.local')}>
        {t.local(nowMs * 1000)}
      </time>
    </>
  );
}

function Times() {
  const t = useWords();
  const timeUs = useTimeUs();
  return (
    <>
      <time className="at-status-part at-number" title={t('status.utc')}>
        {timeUs === null ? '—' : t.utc(timeUs, 1)}
      </time>
      <time className="at-status-part at-number at-quiet" title={t('status.local')}>
        {timeUs === null ? '—' : t.local(timeUs)}
      </time>
    </>
  );
}

function Playing() {
  const t = useWords();
  const flight = useFlight();
  const mode = useClock((clock) => clock.mode);
  const rate = useClock((clock) => clock.rate);
  const frame = useClock((clock) => clock.frame);
  if (flight === null) return null;
  const share = flight.bytesTotal > 0 ? flight.bytesRead / flight.bytesTotal : 0;
  return (
    <>
      <span className="at-status-part">
        {mode === 'playing'
          ? t('status.playing', { rate: t.number(rate, Number.isInteger(rate) ? 0 : 2) })
          : t('status.paused')}
      </span>
      {frame !== null && (
        <span className="at-status-part at-number">{t('status.frame', { n: frame + 1, total: flight.frames })}</span>
      )}
      {flight.state === 'reading' && (
        <span className="at-status-part">{t('status.notReady', { share: t.percent(share) })}</span>
      )}
    </>
  );
}

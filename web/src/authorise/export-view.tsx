import { Button } from '@blueprintjs/core';
import { useState } from 'react';
import { Failed } from '../account/parts.tsx';
import { useWords } from '../i18n/index.ts';
import { askFile } from '../state/api.ts';
import { type Trouble, troubleOf } from '../state/who.ts';
import { saveFile } from './save.ts';

const kinds = ['pdf', 'fpl', 'rpas', 'notice'] as const;
type Kind = (typeof kinds)[number];
const endings = { pdf: 'pdf', fpl: 'fpl.txt', rpas: 'rpas.txt', notice: 'notice.txt' } as const satisfies Record<
  Kind,
  string
>;

type Given =
  | { readonly state: 'idle' | 'asking' }
  | { readonly state: 'failed'; readonly kind: Kind; readonly trouble: Trouble }
  | { readonly state: 'ready'; readonly kind: Kind; readonly text: string };

/** What can be drawn from a clearance for others to read. */
export function ExportView({ id }: { readonly id: string }) {
  const t = useWords();
  const [given, setGiven] = useState<Given>({ state: 'idle' });
  const pathOf = (kind: Kind): string =>
    `/api/clearances/${encodeURIComponent(id)}/export?${new URLSearchParams({ as: kind, language: t.language })}`;
  const get = async (kind: Kind, saves: boolean): Promise<void> => {
    setGiven({ state: 'asking' });
    try {
      const file = await askFile(pathOf(kind));
      if (saves) saveFile(`${id}.${endings[kind]}`, file);
      setGiven(saves ? { state: 'idle' } : { state: 'ready', kind, text: await file.text() });
    } catch (thrown) {
      setGiven({ state: 'failed', kind, trouble: troubleOf(thrown) });
    }
  };
  return (
    <>
      <p className="at-quiet">{t('export.what')}</p>
      <ul className="at-exports" aria-label={t('clearance.tab.export')}>
        {kinds.map((kind) => (
          <li key={kind}>
            <span>
              <strong>{t(`export.${kind}`)}</strong> <span className="at-quiet">{t(`export.${kind}.what`)}</span>
            </span>
            <span className="at-buttons">
              {kind !== 'pdf' && (
                <Button
                  size="small"
                  text={t('export.show')}
                  aria-label={t('export.show.of', { what: t(`export.${kind}`) })}
                  onClick={() => void get(kind, false)}
                />
              )}
              <Button
                size="small"
                text={t('export.save')}
                aria-label={t('export.save.of', { what: t(`export.${kind}`) })}
                onClick={() => void get(kind, true)}
              />
            </span>
          </li>
        ))}
      </ul>
      {given.state === 'asking' && <p role="status">{t('command.sending')}</p>}
      {given.state === 'failed' && (
        <Failed
          trouble={given.trouble}
          path={pathOf(given.kind)}
          again={() => void get(given.kind, given.kind === 'pdf')}
        />
      )}
      {given.state === 'ready' && (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by the keyboard
        <pre className="at-account-raw" tabIndex={0}>
          {given.text}
        </pre>
      )}
    </>
  );
}

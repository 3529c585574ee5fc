import { Dialog, DialogBody, Switch } from '@blueprintjs/core';
import { useWords } from '../i18n/index.ts';
import { KEY_GROUPS, keys, useKeys } from '../state/keys.ts';
import { pagesOf, STAGES, type Stage, useWorkstation, workstation } from '../state/workstation.ts';
import { FlightList } from './flight-list.tsx';
import { keyText } from './key-text.ts';

const close = (): void => workstation.set({ dialog: null });
const isStage = (dialog: string | null): dialog is Stage => STAGES.some((stage) => stage === dialog);

export function Dialogs() {
  const t = useWords();
  const dialog = useWorkstation((state) => state.dialog);
  const theme = useWorkstation((state) => state.theme);
  const className = theme === 'dark' ? 'bp6-dark at-dialog' : 'at-dialog';
  const shared = { onClose: close, className, closeButtonLabel: t('help.close') } as const;
  return (
    <>
      <Dialog {...shared} isOpen={dialog === 'help'} title={t('help.title')}>
        <DialogBody>
          <KeyList />
        </DialogBody>
      </Dialog>
      <Dialog {...shared} isOpen={dialog === 'flights'} title={t('flights.title')}>
        <DialogBody>
          <FlightList />
        </DialogBody>
      </Dialog>
      <Dialog {...shared} isOpen={isStage(dialog)} title={isStage(dialog) ? t(`stage.${dialog}`) : ''}>
        <DialogBody>
          {isStage(dialog) && <p>{t(`stage.${dialog}.what`)}</p>}
          <p>{t(isStage(dialog) && pagesOf(dialog).length > 0 ? 'stage.noDoor' : 'stage.notBuilt')}</p>
        </DialogBody>
      </Dialog>
    </>
  );
}

function KeyList() {
  const t = useWords();
  const commands = useKeys((value) => value.commands);
  const enabled = useKeys((value) => value.enabled);
  return (
    <>
      {KEY_GROUPS.map((group) => (
        <section key={group} className="at-keys">
          <h3>{t(`group.${group}`)}</h3>
          <dl>
            {commands
              .filter((command) => command.group === group)
              .map((command) => (
                <div key={command.id}>
                  <dt>
                    {command.keys.map((key) => (
                      <kbd key={key}>{keyText(key, t)}</kbd>
                    ))}
                  </dt>
                  <dd>{t(command.label)}</dd>
                </div>
              ))}
          </dl>
        </section>
      ))}
      <p className="at-quiet">{t('help.lists')}</p>
      <Switch
        checked={enabled}
        label={t('help.single')}
        onChange={(event) => keys.set({ enabled: event.currentTarget.checked })}
      />
      <p className="at-quiet">{t('help.singleWhy')}</p>
    </>
  );
}

import { Button, ButtonGroup, HTMLSelect, Menu, MenuDivider, MenuItem, PopoverNext } from '@blueprintjs/core';
import { FolderOpenIcon, LayersIcon, MenuIcon } from '@blueprintjs/icons';
import { Fragment } from 'react';
import { useWords } from '../i18n/index.ts';
import { showFlight } from '../state/flights.ts';
import { KEY_GROUPS, useKeys } from '../state/keys.ts';
import { PANES, useWorkstation, workstation } from '../state/workstation.ts';
import { togglePane } from './commands.ts';
import { keyText } from './key-text.ts';
import { chooseFiles } from './open-file.ts';

/** The tabs of the stage: which flight, which panes, and every command by menu. */
export function Toolbar() {
  const t = useWords();
  const flights = useWorkstation((state) => state.flights);
  const flightId = useWorkstation((state) => state.flightId);
  const panes = useWorkstation((state) => state.panes);
  const known = flights.some(({ id }) => id === flightId);
  return (
    <div className="at-toolbar" role="toolbar" aria-label={t('stage.observe')}>
      {flights.length > 0 && (
        <HTMLSelect
          className="at-flight-choice"
          minimal={true}
          aria-label={t('flights.switch')}
          value={known ? (flightId ?? '') : ''}
          onChange={(event) => showFlight(event.currentTarget.value)}
        >
          {!known && <option value="">{t('flights.switch')}</option>}
          {flights.map(({ id, name }) => (
            <option key={id} value={id}>
              {name}
            </option>
          ))}
        </HTMLSelect>
      )}
      <ButtonGroup variant="minimal">
        <Button size="small" icon={<FolderOpenIcon />} text={t('flights.open')} onClick={chooseFiles} />
        <Button
          size="small"
          icon={<LayersIcon />}
          text={`${t('flights.title')} (${t.number(flights.length)})`}
          onClick={() => workstation.set({ dialog: 'flights' })}
        />
      </ButtonGroup>
      <span className="at-toolbar-room" />
      <ButtonGroup variant="minimal" aria-label={t('panes.label')} role="group">
        {PANES.map((name) => {
          const open = panes.some((pane) => pane.name === name);
          return (
            <Button
              key={name}
              size="small"
              active={open}
              aria-pressed={open}
              text={t(`pane.${name}`)}
              onClick={() => togglePane(name)}
            />
          );
        })}
        <InspectorSwitch />
      </ButtonGroup>
      <CommandMenu />
    </div>
  );
}

function InspectorSwitch() {
  const t = useWords();
  const open = useWorkstation((state) => state.inspector);
  return (
    <Button
      size="small"
      active={open}
      aria-pressed={open}
      text={t('inspector.title')}
      onClick={() => workstation.set({ inspector: !open })}
    />
  );
}

function CommandMenu() {
  const t = useWords();
  const commands = useKeys((keys) => keys.commands);
  const menu = (
    <Menu className="at-commands" size="small">
      {KEY_GROUPS.map((group) => (
        <Fragment key={group}>
          <MenuDivider title={t(`group.${group}`)} />
          {commands
            .filter((command) => command.group === group)
            .map(({ id, label, keys, run }) => (
              <MenuItem key={id} text={t(label)} label={keys.map((key) => keyText(key, t)).join('  ')} onClick={run} />
            ))}
        </Fragment>
      ))}
    </Menu>
  );
  return (
    <PopoverNext content={menu} placement="bottom-end" arrow={false} animation="minimal">
      <Button variant="minimal" size="small" icon={<MenuIcon />} text={t('menu.title')} />
    </PopoverNext>
  );
}

import { Button, InputGroup, PopoverNext, PopupKind } from '@blueprintjs/core';
import { type KeyboardEvent, type ReactNode, useEffect, useId, useMemo, useRef, useState } from 'react';
import type { OfficeView, PlayerView, WhoView } from '../../../src/model/log-views.ts';
import { useWords, type Words } from '../i18n/index.ts';
import { roleText } from '../i18n/role-text.ts';
import { registerKeys } from '../state/keys.ts';
import { useStore } from '../state/store.ts';
import {
  actAs,
  actIn,
  askPlayers,
  hasDoor,
  signedInAgoS,
  signIn,
  signOut,
  stepUp,
  useWho,
  whoPanel,
  who as whoStore,
} from '../state/who.ts';
import { ProblemText } from './problem-text.tsx';

/** Who acts here; in an exercise, the choice of it. Nothing where the service knows no persons. */
export function WhoChooser() {
  const t = useWords();
  const door = useWho(hasDoor);
  const view = useWho((value) => value.who);
  const open = useStore(whoPanel, (value) => value.open);
  useEffect(() => {
    if (!door) return undefined;
    return registerKeys([
      {
        id: 'who',
        group: 'page',
        label: 'command.who',
        keys: ['w'],
        run: () => whoPanel.set(({ open: now }) => ({ open: !now })),
      },
    ]);
  }, [door]);
  if (!door || view === null) return null;
  const { session } = view;
  const you =
    session === null
      ? t('who.nobody')
      : t('who.you', { role: roleText(session.office.role, t), state: session.office.state });
  if (session === null && view.signInBy === 'oidc') {
    return (
      <>
        <span className="at-status-part">{you}</span>
        <Button variant="minimal" size="small" text={t('who.signIn')} onClick={() => void signIn()} />
      </>
    );
  }
  return (
    <PopoverNext
      isOpen={open}
      onInteraction={(next) => whoPanel.set({ open: next })}
      placement="top-end"
      animation="minimal"
      arrow={false}
      popupKind={PopupKind.DIALOG}
      shouldReturnFocusOnClose={true}
      content={<Panel view={view} close={() => whoPanel.set({ open: false })} />}
    >
      <button type="button" className="at-status-part at-status-button at-who" aria-haspopup="dialog">
        {you} <span aria-hidden={true}>▴</span>
      </button>
    </PopoverNext>
  );
}

/** Who is signed in, and whom else one may be. */
function Panel({ view, close }: { readonly view: WhoView; readonly close: () => void }) {
  const t = useWords();
  const trouble = useWho((value) => value.trouble);
  const { session, signInBy } = view;
  const after = async (work: Promise<boolean>): Promise<void> => {
    if (await work) close();
  };
  return (
    <section className="at-who-panel" aria-label={t('who.panel')}>
      {session !== null && <Mine session={session} after={(work) => void after(work)} />}
      {trouble !== null && (
        <div role="alert" className="at-who-trouble">
          <ProblemText problem={trouble.problem} />
        </div>
      )}
      {signInBy === 'chooser' ? (
        <Choices session={session} after={(work) => void after(work)} />
      ) : (
        session !== null && <Offices session={session} after={(work) => void after(work)} />
      )}
    </section>
  );
}

type Session = NonNullable<WhoView['session']>;

interface MineProps {
  readonly session: Session;
  readonly after: (work: Promise<boolean>) => void;
}

function Mine({ session, after }: MineProps) {
  const t = useWords();
  const agoS = signedInAgoS(whoStore.get(), Date.now());
  return (
    <div className="at-who-mine">
      <dl className="at-summary">
        <div>
          <dt>{t('who.person')}</dt>
          <dd>
            <code>{session.person}</code>
          </dd>
        </div>
        <div>
          <dt>{t('who.office')}</dt>
          <dd>
            {roleText(session.office.role, t)}, {session.office.state} {session.office.agency}
          </dd>
        </div>
        <div>
          <dt>{t('people.compartments')}</dt>
          <dd>{session.compartments.length === 0 ? t('people.offices.none') : session.compartments.join(', ')}</dd>
        </div>
        <div>
          <dt>{t('who.signedIn')}</dt>
          <dd>{t('who.signedIn.ago', { ago: t.duration(agoS) })}</dd>
        </div>
      </dl>
      <div className="at-who-buttons">
        <Button size="small" text={t('who.stepUp')} onClick={() => after(stepUp())} />
        <Button size="small" variant="minimal" text={t('who.signOut')} onClick={() => after(signOut())} />
      </div>
    </div>
  );
}

/** Somebody's other offices, where a provider says who they are. */
function Offices({ session, after }: MineProps) {
  const t = useWords();
  if (session.offices.length < 2) return null;
  return (
    <ul className="at-who-offices" aria-label={t('who.offices')}>
      {session.offices.map((office) => (
        <li key={`${office.role} ${office.agency}`}>
          <Button
            variant="minimal"
            size="small"
            active={sameOffice(office, session.office)}
            text={`${roleText(office.role, t)}, ${office.state} ${office.agency}`}
            onClick={() => after(actIn(office))}
          />
        </li>
      ))}
    </ul>
  );
}

interface Choice {
  readonly person: string;
  readonly office: OfficeView;
  readonly text: string;
}

const sameOffice = (a: OfficeView, b: OfficeView): boolean =>
  a.role === b.role && a.state === b.state && a.agency === b.agency;

const plain = (text: string): string => text.normalize('NFD').replaceAll(/\p{M}/gu, '').toLowerCase();

/** Whom one may be, as the words of a search leave them; by state, in the order in which they were registered. */
export function choicesOf(players: readonly PlayerView[], search: string, t: Words): ReadonlyMap<string, Choice[]> {
  const words = plain(search).split(/\s+/).filter(Boolean);
  const states = new Map<string, Choice[]>();
  for (const { person, offices } of players) {
    for (const office of offices) {
      const text = roleText(office.role, t);
      const said = plain(`${text} ${office.role} ${office.state} ${office.agency} ${person}`);
      if (!words.every((word) => said.includes(word))) continue;
      const choice: Choice = { person, office, text };
      const list = states.get(office.state);
      if (list === undefined) states.set(office.state, [choice]);
      else list.push(choice);
    }
  }
  return states;
}

/** The offices of an exercise: a field to search, a list by state, walked by arrows and taken by Enter. */
function Choices({ session, after }: { readonly session: Session | null; readonly after: MineProps['after'] }) {
  const t = useWords();
  const id = useId();
  const players = useWho((value) => value.players);
  const [search, setSearch] = useState('');
  const [at, setAt] = useState(0);
  const field = useRef<HTMLInputElement>(null);
  const states = useMemo(() => choicesOf(players, search, t), [players, search, t]);
  const all = useMemo(() => [...states.values()].flat(), [states]);
  const here = Math.min(at, all.length - 1);
  useEffect(() => {
    field.current?.focus();
    void askPlayers();
  }, []);
  useEffect(() => document.getElementById(`${id}-${here}`)?.scrollIntoView({ block: 'nearest' }), [id, here]);
  const take = (choice: Choice | undefined): void => {
    if (choice !== undefined) after(actAs(choice.person, choice.office));
  };
  const walk = (event: KeyboardEvent): void => {
    const places: Readonly<Record<string, number>> = { ArrowDown: here + 1, ArrowUp: here - 1 };
    const place = places[event.key];
    if (event.key === 'Enter') take(all[here]);
    else if (place === undefined) return;
    else setAt(Math.min(Math.max(0, place), all.length - 1));
    event.preventDefault();
  };
  const row = (choice: Choice): ReactNode => {
    const place = all.indexOf(choice);
    const mine = choice.person === session?.person && sameOffice(choice.office, session.office);
    return (
      // biome-ignore lint/a11y/useKeyWithClickEvents: the field above walks and takes it by keys
      // biome-ignore lint/a11y/useFocusableInteractive: the focus stays in the field, which says what is chosen
      <div
        key={`${choice.person} ${choice.office.role}`}
        id={`${id}-${place}`}
        role="option"
        className="at-who-choice"
        aria-selected={place === here}
        aria-current={mine || undefined}
        onClick={() => take(choice)}
      >
        <span>
          {mine && <span aria-hidden={true}>✓ </span>}
          {choice.text}
          {mine && <span className="at-hidden"> ({t('who.now')})</span>}
        </span>
        <span className="at-quiet">{choice.office.agency}</span>
        <code className="at-quiet">{choice.person}</code>
      </div>
    );
  };
  return (
    <>
      <p className="at-quiet">{t('who.chooseHint')}</p>
      <InputGroup
        inputRef={field}
        size="small"
        role="combobox"
        aria-expanded={true}
        aria-controls={id}
        aria-activedescendant={all.length > 0 ? `${id}-${here}` : undefined}
        aria-label={t('who.choose')}
        placeholder={t('who.search')}
        value={search}
        onValueChange={(text) => {
          setSearch(text);
          setAt(0);
        }}
        onKeyDown={walk}
      />
      {all.length === 0 && <p role="status">{t(players.length === 0 ? 'who.asking' : 'who.noneFound')}</p>}
      <div id={id} role="listbox" aria-label={t('who.choose')} className="at-who-list">
        {[...states].map(([state, choices]) => (
          // biome-ignore lint/a11y/useSemanticElements: a group of options, for which there is no element
          <div key={state} role="group" aria-label={state}>
            <div className="at-who-state" aria-hidden={true}>
              {state}
            </div>
            {choices.map(row)}
          </div>
        ))}
      </div>
    </>
  );
}

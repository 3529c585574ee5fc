import type { PlainKey } from '../i18n/index.ts';
import { createStore, useStore } from './store.ts';

export const KEY_GROUPS = ['player', 'map', 'page'] as const;
export type KeyGroup = (typeof KEY_GROUPS)[number];

/** A command of the page: it stands in the command menu and in the list of keys (`?`), and its keys work anywhere. */
export interface Command {
  readonly id: string;
  readonly group: KeyGroup;
  readonly label: PlainKey;
  /** As `KeyboardEvent.key` says them; a space is `' '`. With modifiers: `Ctrl+o`, `Shift+ArrowLeft`. */
  readonly keys: readonly string[];
  run(): void;
}

interface Keys {
  readonly commands: readonly Command[];
  /** Single keys may be switched off (WCAG 2.1.4): commands then work by menu, and by keys with Ctrl. */
  readonly enabled: boolean;
}

export const keys = createStore<Keys>({ commands: [], enabled: true });

export const useKeys = <S>(select: (value: Keys) => S): S => useStore(keys, select);

/** Adds commands until the returned function is called. One that is there under the same id is replaced. */
export function registerKeys(commands: readonly Command[]): () => void {
  const ids = new Set(commands.map(({ id }) => id));
  keys.set((now) => ({ commands: [...now.commands.filter(({ id }) => !ids.has(id)), ...commands] }));
  return () => keys.set((now) => ({ commands: now.commands.filter((command) => !commands.includes(command)) }));
}

/** The part of a keyboard event that says which key. */
export interface Pressed {
  readonly key: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly altKey: boolean;
  readonly shiftKey: boolean;
}

/** The key as commands name it. Shift is named with named keys only: with letters and signs the key itself says it. */
export function keyName({ key, ctrlKey, metaKey, altKey, shiftKey }: Pressed): string {
  const named = key.length > 1;
  const plain = named || ctrlKey || metaKey ? key : key.toLowerCase();
  return `${ctrlKey || metaKey ? 'Ctrl+' : ''}${altKey ? 'Alt+' : ''}${shiftKey && named ? 'Shift+' : ''}${plain}`;
}

/** The command of a key, if it has one and single keys are on. */
export function commandFor(pressed: Pressed, { commands, enabled }: Keys): Command | null {
  const name = keyName(pressed);
  if (!enabled && !name.includes('Ctrl+')) return null;
  return commands.find((command) => command.keys.includes(name)) ?? null;
}

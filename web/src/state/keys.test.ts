import { describe, expect, it } from 'vitest';
import { type Command, commandFor, keyName, keys, type Pressed, registerKeys } from './keys.ts';

const press = (key: string, held: Partial<Pressed> = {}): Pressed => ({
  key,
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  shiftKey: false,
  ...held,
});
const command = (id: string, names: readonly string[]): Command => ({
  id,
  group: 'page',
  label: 'command.help',
  keys: names,
  run: () => undefined,
});

describe('keys', () => {
  it('are named as they stand on the keyboard', () => {
    expect(keyName(press('J'))).toBe('j');
    expect(keyName(press('?', { shiftKey: true }))).toBe('?');
    expect(keyName(press('ArrowLeft', { shiftKey: true }))).toBe('Shift+ArrowLeft');
    expect(keyName(press('o', { metaKey: true }))).toBe('Ctrl+o');
    expect(keyName(press(' '))).toBe(' ');
  });

  it('lead to their command until it is taken away', () => {
    const help = command('help', ['?']);
    const undo = registerKeys([help]);
    expect(commandFor(press('?', { shiftKey: true }), keys.get())).toBe(help);
    undo();
    expect(commandFor(press('?', { shiftKey: true }), keys.get())).toBeNull();
  });

  it('replace a command of the same id, and leave the new one when the old goes', () => {
    const undoOld = registerKeys([command('a', ['x'])]);
    const next = command('a', ['y']);
    const undo = registerKeys([next]);
    undoOld();
    expect(keys.get().commands).toEqual([next]);
    undo();
    expect(keys.get().commands).toEqual([]);
  });

  it('can be switched off, but for those held with Ctrl', () => {
    const open = command('open', ['o', 'Ctrl+o']);
    const off = { commands: [open], enabled: false };
    expect(commandFor(press('o'), off)).toBeNull();
    expect(commandFor(press('o', { ctrlKey: true }), off)).toBe(open);
  });

  it('with Ctrl do not stand for the bare key', () => {
    expect(commandFor(press('j', { ctrlKey: true }), { commands: [command('back', ['j'])], enabled: true })).toBeNull();
  });
});

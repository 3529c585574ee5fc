import type { Words } from '../i18n/index.ts';

const SIGNS: Readonly<Record<string, string>> = {
  ArrowLeft: '←',
  ArrowRight: '→',
  ArrowUp: '↑',
  ArrowDown: '↓',
  Escape: 'Esc',
};

/** A key as it stands on the keyboard. */
export function keyText(key: string, t: Words): string {
  if (key === ' ') return t('key.space');
  if (key === 'Home') return t('key.home');
  if (key === 'End') return t('key.end');
  const parts = key === '+' ? ['+'] : key.split('+');
  return parts.map((part) => SIGNS[part] ?? (part.length === 1 ? part.toUpperCase() : part)).join(' ');
}

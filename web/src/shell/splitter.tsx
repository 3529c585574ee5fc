import type { KeyboardEvent, PointerEvent } from 'react';

interface Props {
  readonly label: string;
  /** `column` stands between things side by side, `row` between things one above the other. */
  readonly between: 'column' | 'row';
  readonly value: number;
  readonly least: number;
  readonly most: number;
  /** Growth of the value per pixel to the right or down: -1 where what is sized lies behind the splitter. */
  readonly growth: number;
  readonly step?: number;
  onChange(value: number): void;
}

/** A bar between two parts: drawn by the pointer, moved by the arrow keys; Home and End go to its limits. */
export function Splitter({ label, between, value, least, most, growth, step = 16, onChange }: Props) {
  const set = (next: number): void => onChange(Math.min(most, Math.max(least, next)));
  const drag = (event: PointerEvent<HTMLDivElement>): void => {
    const bar = event.currentTarget;
    const from = between === 'column' ? event.clientX : event.clientY;
    event.preventDefault();
    bar.setPointerCapture(event.pointerId);
    bar.focus();
    const move = (moved: globalThis.PointerEvent): void =>
      set(value + growth * ((between === 'column' ? moved.clientX : moved.clientY) - from));
    const end = (): void => {
      bar.removeEventListener('pointermove', move);
      bar.removeEventListener('pointerup', end);
      bar.removeEventListener('pointercancel', end);
    };
    bar.addEventListener('pointermove', move);
    bar.addEventListener('pointerup', end);
    bar.addEventListener('pointercancel', end);
  };
  const press = (event: KeyboardEvent): void => {
    const [back, on] = between === 'column' ? ['ArrowLeft', 'ArrowRight'] : ['ArrowUp', 'ArrowDown'];
    if (event.key === back) set(value - growth * step);
    else if (event.key === on) set(value + growth * step);
    else if (event.key === 'Home') set(least);
    else if (event.key === 'End') set(most);
    else return;
    event.preventDefault();
  };
  return (
    // biome-ignore lint/a11y/useSemanticElements: a separator that moves is a widget (WAI-ARIA window splitter); <hr> is not
    <div
      className={`at-splitter at-splitter-${between}`}
      role="separator"
      tabIndex={0}
      aria-label={label}
      aria-orientation={between === 'column' ? 'vertical' : 'horizontal'}
      aria-valuenow={Math.round((100 * (value - least)) / (most - least))}
      aria-valuemin={0}
      aria-valuemax={100}
      onPointerDown={drag}
      onKeyDown={press}
    />
  );
}

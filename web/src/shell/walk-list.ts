/** Arrow keys, Home and End walk the buttons of a list. */
export function walkList(
  event: { readonly key: string; readonly currentTarget: HTMLButtonElement; preventDefault(): void },
  list: Element | null,
): void {
  const buttons = [...(list?.querySelectorAll('button') ?? [])];
  const here = buttons.indexOf(event.currentTarget);
  const places: Readonly<Record<string, number>> = {
    ArrowDown: here + 1,
    ArrowUp: here - 1,
    Home: 0,
    End: buttons.length - 1,
  };
  const place = places[event.key];
  if (place === undefined) return;
  event.preventDefault();
  buttons[Math.min(Math.max(0, place), buttons.length - 1)]?.focus();
}

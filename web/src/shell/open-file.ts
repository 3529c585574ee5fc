import { openFiles } from '../state/flights.ts';

/** Lets a person choose recordings, and opens them. */
export function chooseFiles(): void {
  const field = document.createElement('input');
  field.type = 'file';
  field.multiple = true;
  field.addEventListener('change', () => openFiles(field.files ?? []));
  field.click();
}

import { openFiles } from '../state/flights.ts';

/** Lets a person choose recordings, and opens them. */
export function chooseFiles(): void {
  const field = document.createElement('input');
  field.type = 'file';
  field.multiple = true;
  field.hidden = true;
  field.addEventListener('change', () => {
    openFiles([...(field.files ?? [])].map((file) => ({ file, isFolder: false })));
    field.remove();
  });
  field.addEventListener('cancel', () => field.remove());
  // A field that stands nowhere may be gone before the person has chosen.
  document.body.append(field);
  field.click();
}

import { useEffect, useState } from 'react';
import { useWords } from '../i18n/index.ts';
import { openFiles } from '../state/flights.ts';

/** A file dropped anywhere on the page is opened. */
export function DropZone() {
  const t = useWords();
  const [files, setFiles] = useState(0);
  useEffect(() => {
    const carries = (event: DragEvent): number =>
      [...(event.dataTransfer?.items ?? [])].filter(({ kind }) => kind === 'file').length;
    const over = (event: DragEvent): void => {
      if (carries(event) === 0) return;
      event.preventDefault();
      setFiles(carries(event));
    };
    const leave = (event: DragEvent): void => {
      if (event.relatedTarget === null) setFiles(0);
    };
    const drop = (event: DragEvent): void => {
      setFiles(0);
      if (carries(event) === 0) return;
      event.preventDefault();
      // What a folder is can only be asked now: the list is empty once this event is over.
      const dropped = [...(event.dataTransfer?.items ?? [])].filter(({ kind }) => kind === 'file');
      openFiles(
        dropped.flatMap((item) => {
          const file = item.getAsFile();
          return file === null ? [] : [{ file, isFolder: item.webkitGetAsEntry()?.isDirectory === true }];
        }),
      );
    };
    addEventListener('dragover', over);
    addEventListener('dragleave', leave);
    addEventListener('drop', drop);
    return () => {
      removeEventListener('dragover', over);
      removeEventListener('dragleave', leave);
      removeEventListener('drop', drop);
    };
  }, []);
  if (files === 0) return null;
  return (
    <div className="at-drop" role="status">
      <p>{t('drop.here')}</p>
      <p className="at-quiet">{t.count('drop.several', files)}</p>
    </div>
  );
}

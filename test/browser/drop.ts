import type { Page } from 'playwright-core';

/** Files or folders of this machine, dragged over the page by the browser itself. `drop` lets go of them, `leave` carries them out again. */
export async function drag(page: Page, paths: readonly string[]) {
  const session = await page.context().newCDPSession(page);
  const data = { items: [], files: [...paths], dragOperationsMask: 1 };
  const send = (type: 'dragEnter' | 'dragOver' | 'drop' | 'dragCancel'): Promise<unknown> =>
    session.send('Input.dispatchDragEvent', { type, x: 300, y: 300, data });
  await send('dragEnter');
  await send('dragOver');
  return {
    drop: async (): Promise<void> => {
      await send('drop');
      await session.detach();
    },
    leave: async (): Promise<void> => {
      await send('dragCancel');
      await session.detach();
      // The protocol's end of a drag tells the page nothing; that of a hand does.
      await page.evaluate(() => dispatchEvent(new DragEvent('dragleave')));
    },
  };
}

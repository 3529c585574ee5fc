import { readFile } from 'node:fs/promises';

/** Memory of a browser, megabytes (10^6 bytes). */
export interface Memory {
  /** Resident, and the proportional share of what is shared with others (Linux smaps_rollup), of the process that holds the page. */
  readonly rendererRssMB: number;
  readonly rendererPssMB: number;
  /** Proportional share of the process that draws: without a graphics card, the pictures of the screen too. */
  readonly drawingPssMB: number;
  /** Proportional share of all processes of the browser. */
  readonly browserPssMB: number;
  /** Of the script's heap: in use, without asking for garbage to be collected. */
  readonly heapMB: number;
}

const kibMB = 1024 / 1e6;
const viewport = { width: 1366, height: 768, deviceScaleFactor: 1, mobile: false };

async function residentMB(pid: number): Promise<{ readonly rss: number; readonly pss: number }> {
  const text = await readFile(`/proc/${pid}/smaps_rollup`, 'utf8').catch(() => '');
  const of = (name: string): number => Number(new RegExp(`^${name}:\\s+(\\d+)`, 'm').exec(text)?.[1] ?? 0) * kibMB;
  return { rss: of('Rss'), pss: of('Pss') };
}

function field(value: unknown, ...path: readonly (string | number)[]): unknown {
  let at = value;
  for (const name of path) at = typeof at === 'object' && at !== null ? Reflect.get(at, name) : undefined;
  return at;
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** Orders to a browser or a page over the DevTools protocol, and their answers. */
class Orders {
  readonly #socket: WebSocket;
  readonly #answers = new Map<number, (message: unknown) => void>();
  #asked = 0;
  #closed = false;

  private constructor(socket: WebSocket) {
    this.#socket = socket;
    socket.addEventListener('message', ({ data }) => {
      const message: unknown = JSON.parse(String(data));
      const id = field(message, 'id');
      if (typeof id !== 'number') return;
      this.#answers.get(id)?.(message);
      this.#answers.delete(id);
    });
    // A browser that goes answers no more: whoever waits is told.
    socket.addEventListener('close', () => {
      this.#closed = true;
      for (const tell of this.#answers.values()) tell({ error: { message: 'The browser has gone' } });
      this.#answers.clear();
    });
  }

  /** @param answer of the browser's own list, which says where it takes orders */
  static async to(answer: Response): Promise<Orders> {
    const socket = new WebSocket(String(field(await answer.json(), 'webSocketDebuggerUrl')));
    await new Promise((done, fail) => {
      socket.addEventListener('open', done, { once: true });
      socket.addEventListener('error', fail, { once: true });
    });
    return new Orders(socket);
  }

  /** Gives one order. @throws what the browser answers */
  async send(method: string, params: object = {}): Promise<unknown> {
    if (this.#closed) throw new Error(`${method}: The browser has gone`);
    const id = ++this.#asked;
    const answer = new Promise<unknown>((resolve) => this.#answers.set(id, resolve));
    this.#socket.send(JSON.stringify({ id, method, params }));
    const message = await answer;
    const error = field(message, 'error', 'message');
    if (error !== undefined) throw new Error(`${method}: ${String(error)}`);
    return field(message, 'result');
  }

  close(): void {
    this.#socket.close();
  }
}

/**
 * A page that is only told to load, to click and to take a key. Playwright listens to the network, and for that the browser keeps a copy
 * of every answer in the page's own process (some 2 MB for each entry into a video, 200 MB at most): memory is looked at without that.
 */
export class PlainPage {
  readonly #browser: Orders;
  readonly #page: Orders;

  private constructor(browser: Orders, page: Orders) {
    this.#browser = browser;
    this.#page = page;
  }

  /** Opens a page in a browser that was started with `--remote-debugging-port`. */
  static async open(port: number, url: string): Promise<PlainPage> {
    const list = `http://127.0.0.1:${port}/json`;
    const browser = await Orders.to(await fetch(`${list}/version`));
    const page = await Orders.to(await fetch(`${list}/new?about:blank`, { method: 'PUT' }));
    await page.send('Performance.enable');
    await page.send('Emulation.setDeviceMetricsOverride', viewport);
    await page.send('Page.navigate', { url });
    return new PlainPage(browser, page);
  }

  async click(x: number, y: number): Promise<void> {
    for (const type of ['mousePressed', 'mouseReleased']) {
      await this.#page.send('Input.dispatchMouseEvent', { type, x, y, button: 'left', clickCount: 1 });
    }
  }

  async pressSpace(): Promise<void> {
    const key = { key: ' ', code: 'Space', windowsVirtualKeyCode: 32, text: ' ' };
    await this.#page.send('Input.dispatchKeyEvent', { type: 'keyDown', ...key });
    await this.#page.send('Input.dispatchKeyEvent', { type: 'keyUp', ...key });
  }

  /** The value of an expression in the page. */
  async value(expression: string): Promise<unknown> {
    const answer = await this.#page.send('Runtime.evaluate', { expression, returnByValue: true });
    return field(answer, 'result', 'value');
  }

  async memory(): Promise<Memory> {
    const processes = listOf(field(await this.#browser.send('SystemInfo.getProcessInfo'), 'processInfo'));
    const metrics = listOf(field(await this.#page.send('Performance.getMetrics'), 'metrics'));
    const each = await Promise.all(
      processes.map(async (one) => ({ type: field(one, 'type'), ...(await residentMB(Number(field(one, 'id')))) })),
    );
    const renderers = each.filter(({ type }) => type === 'renderer').sort((a, b) => b.rss - a.rss);
    const heap = metrics.find((one) => field(one, 'name') === 'JSHeapUsedSize');
    return {
      rendererRssMB: renderers[0]?.rss ?? Number.NaN,
      rendererPssMB: renderers[0]?.pss ?? Number.NaN,
      drawingPssMB: each.find(({ type }) => type === 'GPU')?.pss ?? Number.NaN,
      browserPssMB: each.reduce((sum, { pss }) => sum + pss, 0),
      heapMB: Number(field(heap, 'value')) / 1e6,
    };
  }

  close(): void {
    this.#page.close();
    this.#browser.close();
  }
}

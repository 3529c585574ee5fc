import type { ReportDocument } from '../document.ts';
import type { WordKey } from '../words.ts';
import { english } from '../words.ts';
import { button, make, need } from './dom.ts';
import { clock, elapsed, mgrsText } from './format.ts';
import { fillInspector } from './inspector.ts';
import type { Language, Speech } from './language.ts';
import { speech as speechOf } from './language.ts';
import type { MapControl, Stage } from './map.ts';
import { createMap } from './map.ts';
import type { Shown } from './map-overlay.ts';
import { Player } from './player.ts';
import { createPlots, nearestFrame, timeRange } from './plots.ts';
import { layOut } from './scene.ts';
import { drawStrip } from './strip.ts';
import { fillFigures, fillIdentity, fillLegend, whereText } from './summary.ts';
import { fillFrames, fillIssues, fillQuality, fillVmti } from './tables.ts';
import { readTheme } from './theme.ts';

function isWordKey(key: string | undefined): key is WordKey {
  return key !== undefined && Object.hasOwn(english, key);
}

/** The report as it runs: one selection (a frame) and one language, seen by every part of the page and kept in its address. */
class Report {
  readonly #doc: ReportDocument;
  readonly #scene;
  readonly #map: MapControl;
  readonly #plots;
  readonly #player: Player;
  #theme = readTheme();
  #speech: Speech = speechOf('en');
  #shade: 'dark' | 'light' = 'dark';
  #selected = 0;
  #follow = false;
  #hashTimer: ReturnType<typeof setTimeout> | undefined;
  readonly #slider = need('slider', HTMLInputElement);

  constructor(doc: ReportDocument) {
    this.#doc = doc;
    this.#scene = layOut(doc);
    const shared = {
      scene: this.#scene,
      theme: () => this.#theme,
      speech: () => this.#speech,
      selected: () => this.#selected,
      onPick: (index: number) => this.select(index),
    };
    this.#map = createMap(
      {
        host: need('map', HTMLElement),
        base: need('map-base', HTMLCanvasElement),
        overlay: need('map-overlay', HTMLCanvasElement),
        globe: need('globe', HTMLCanvasElement),
      },
      {
        ...shared,
        onCursor: (longitudeDeg, latitudeDeg, text, mpp) => {
          const mgrs = mgrsText(latitudeDeg, longitudeDeg, Math.max(1, mpp));
          need('cursor', HTMLElement).textContent = mgrs === '' ? text : `${text}  ·  ${mgrs}`;
        },
        onLevel: (scale) => {
          need('map-source', HTMLElement).textContent = scale === '' ? '' : this.#speech.say('mapSource', { scale });
        },
      },
    );
    this.#plots = createPlots(need('plot-list', HTMLElement), shared);
    this.#player = new Player(doc.frames.timeMs, timeRange(this.#scene), {
      selected: shared.selected,
      select: shared.onPick,
      onSpeed: (speed) => this.#showSpeed(speed),
    });
  }

  start(): void {
    const [low, high] = timeRange(this.#scene);
    this.#slider.min = String(low);
    this.#slider.max = String(high);
    this.#slider.step = 'any';
    this.#slider.addEventListener('input', () => {
      this.#player.stop();
      this.select(nearestFrame(this.#doc.frames.timeMs, Number(this.#slider.value)));
    });
    // The slider's own arrow keys would move by a hundredth of the flight: here they move by frames.
    this.#slider.addEventListener('keydown', (event) => {
      const steps: Readonly<Record<string, number>> = {
        ArrowLeft: -1,
        ArrowDown: -1,
        ArrowRight: 1,
        ArrowUp: 1,
        PageDown: -25,
        PageUp: 25,
      };
      const step = steps[event.key];
      if (step === undefined) return;
      event.preventDefault();
      this.#step(step);
    });
    this.#controls();
    this.#readAddress();
    window.addEventListener('hashchange', () => this.#readAddress());
    need('theme', HTMLButtonElement).addEventListener('click', () => this.#turnShade());
    // Paper is light, whatever the screen is.
    window.addEventListener('beforeprint', () => {
      this.#paint('light');
      this.#map.redrawNow();
      this.#plots.redrawNow();
    });
    window.addEventListener('afterprint', () => this.#paint(this.#shade));
    document.addEventListener('keydown', (event) => this.#key(event));
    new ResizeObserver(() => drawStrip(need('strip', HTMLCanvasElement), this.#scene, this.#theme)).observe(
      need('strip', HTMLCanvasElement),
    );
    this.#map.show('flight');
  }

  #controls(): void {
    const stages: Readonly<Record<string, Stage>> = {
      'fit-flight': 'flight',
      'fit-border': 'surroundings',
      'fit-region': 'region',
    };
    for (const [id, stage] of Object.entries(stages))
      need(id, HTMLButtonElement).addEventListener('click', () => this.#map.show(stage));
    need('zoom-in', HTMLButtonElement).addEventListener('click', () => this.#map.zoom(1.6));
    need('zoom-out', HTMLButtonElement).addEventListener('click', () => this.#map.zoom(1 / 1.6));
    need('play', HTMLButtonElement).addEventListener('click', () => this.#player.toggle());
    need('follow', HTMLButtonElement).addEventListener('click', () => this.#toggleFollow());
    need('help', HTMLButtonElement).addEventListener('click', () => this.#help());
    need('help-close', HTMLButtonElement).addEventListener('click', () => need('keys', HTMLDialogElement).close());
    for (const language of ['en', 'es'] as const) {
      need(`lang-${language}`, HTMLButtonElement).addEventListener('click', () => this.speak(language));
    }
    const layers: readonly (readonly [keyof Shown, WordKey])[] = [
      ['track', 'layerTrack'],
      ['footprints', 'layerFootprints'],
      ['errors', 'layerErrors'],
      ['coverage', 'layerCoverage'],
      ['vmti', 'layerVmti'],
    ];
    for (const [layer, key] of layers) {
      const toggle = button(
        '',
        () => {
          this.#map.shown[layer] = !this.#map.shown[layer];
          toggle.setAttribute('aria-pressed', String(this.#map.shown[layer]));
          this.#map.redraw();
        },
        { class: `layer ${layer}`, 'aria-pressed': 'true' },
      );
      toggle.append(make('i', { 'aria-hidden': 'true' }), make('span', { 'data-t': key }));
      need('layers', HTMLElement).append(toggle);
    }
  }

  /** Puts every word of the page into a language; nothing else changes. */
  speak(language: Language): void {
    this.#speech = speechOf(language);
    const { say } = this.#speech;
    document.documentElement.lang = language;
    for (const element of document.querySelectorAll('[data-t]')) {
      const key = element instanceof HTMLElement ? element.dataset['t'] : undefined;
      if (isWordKey(key)) element.textContent = say(key);
    }
    for (const element of document.querySelectorAll('[data-label]')) {
      const key = element instanceof HTMLElement ? element.dataset['label'] : undefined;
      if (!isWordKey(key)) continue;
      element.setAttribute('aria-label', say(key));
      if (element instanceof HTMLButtonElement) element.title = say(key);
    }
    for (const code of ['en', 'es'] as const)
      need(`lang-${code}`, HTMLButtonElement).setAttribute('aria-pressed', String(code === language));
    const doc = this.#doc;
    fillIdentity(need('identity', HTMLElement), doc, this.#speech);
    fillFigures(need('figures', HTMLElement), doc, this.#speech);
    const needs = { doc, speech: this.#speech, goTo: (packet: number) => this.goToPacket(packet, true) };
    fillQuality(need('quality', HTMLElement), needs);
    fillIssues(need('issues', HTMLElement), needs);
    fillVmti(need('vmti', HTMLElement), needs);
    need('where', HTMLElement).textContent = whereText(doc, this.#speech);
    need('about-text', HTMLElement).textContent = say('aboutText', {
      cell: this.#speech.figures(doc.cellSizeM, 3),
      gap: this.#speech.figures(doc.gapLimitS, 3),
    });
    fillLegend(need('legend', HTMLElement), doc, this.#speech);
    this.#notices();
    this.#plots.relabel();
    this.#redraw();
    this.#showFrame();
    this.#writeAddress();
  }

  /** What is absent is explained, with its cure. */
  #notices(): void {
    const { say } = this.#speech;
    const doc = this.#doc;
    const notes: Node[] = [];
    if (doc.positions === 0) notes.push(make('p', {}, make('b', {}, say('emptyTitle')), ` ${say('emptyText')}`));
    else if (doc.positions < 4) notes.push(make('p', {}, say('fewText', { count: doc.positions })));
    if (doc.positions > 0 && doc.footprints === 0) notes.push(make('p', {}, say('noGround')));
    else if (doc.footprints > 0 && doc.footprintsCounted === 0) notes.push(make('p', {}, say('noneCounted')));
    need('notices', HTMLElement).replaceChildren(...notes);
    need('notices', HTMLElement).hidden = notes.length === 0;
    need('map', HTMLElement).classList.toggle('empty', doc.centre === null);
  }

  #turnShade(): void {
    this.#shade = this.#shade === 'dark' ? 'light' : 'dark';
    this.#paint(this.#shade);
    this.#writeAddress();
  }

  #paint(shade: 'dark' | 'light'): void {
    document.documentElement.dataset['theme'] = shade;
    this.#theme = readTheme();
    this.#redraw();
  }

  #redraw(): void {
    this.#map.redraw();
    this.#plots.redraw();
    drawStrip(need('strip', HTMLCanvasElement), this.#scene, this.#theme);
  }

  select(index: number): void {
    const bounded = Math.max(0, Math.min(this.#scene.count - 1, index));
    if (bounded === this.#selected && this.#slider.dataset['at'] === String(bounded)) return;
    this.#selected = bounded;
    this.#showFrame();
    this.#map.redrawOverlay();
    if (this.#follow) this.#map.keepInView();
    this.#plots.redraw();
    this.#writeAddress();
  }

  goToPacket(packetIndex: number, look: boolean): void {
    const { packetIndex: packets } = this.#doc.frames;
    let best = 0;
    packets.forEach((packet, index) => {
      if (Math.abs(packet - packetIndex) < Math.abs(packets[best]! - packetIndex)) best = index;
    });
    this.#player.stop();
    this.select(best);
    if (!look) return;
    this.#map.keepInView();
    need('instrument', HTMLElement).scrollIntoView({ block: 'nearest' });
  }

  #showFrame(): void {
    const { frames, startMs } = this.#doc;
    const index = this.#selected;
    const timeMs = frames.timeMs[index];
    this.#slider.dataset['at'] = String(index);
    this.#slider.disabled = this.#scene.count === 0;
    const title = need('frame-title', HTMLElement);
    const body = need('inspector', HTMLElement);
    if (timeMs === undefined) {
      title.textContent = '–';
      body.replaceChildren(make('p', { class: 'note' }, this.#speech.say('emptyText')));
      fillFrames(need('frames', HTMLElement), { doc: this.#doc, speech: this.#speech, goTo: () => {} }, 0, () => {});
      return;
    }
    this.#slider.value = String(timeMs);
    const text = this.#speech.say('frameOf', {
      index: frames.packetIndex[index] ?? 0,
      total: this.#doc.packets.packets,
    });
    const when = startMs === null ? elapsed(timeMs) : clock(startMs + timeMs);
    title.textContent = text;
    need('now', HTMLElement).textContent = when;
    this.#slider.setAttribute('aria-valuetext', `${text}, ${when}`);
    fillInspector(body, this.#doc, index, this.#speech);
    const needs = { doc: this.#doc, speech: this.#speech, goTo: (packet: number) => this.goToPacket(packet, true) };
    // While it plays the table stands still: nobody can read it then, and it costs more than all the rest.
    if (this.#player.still) fillFrames(need('frames', HTMLElement), needs, index, (next) => this.select(next));
  }

  #readAddress(): void {
    const wanted = new URLSearchParams(location.hash.slice(1));
    const started = document.documentElement.dataset['ready'] === 'yes';
    const usual = started ? this.#speech.language : navigator.language.startsWith('es') ? 'es' : 'en';
    const language = wanted.get('lang') ?? usual;
    const packet = Number(wanted.get('packet') ?? Number.NaN);
    if (Number.isFinite(packet)) this.goToPacket(packet, false);
    const next = language === 'es' ? 'es' : 'en';
    if (!started || this.#speech.language !== next) this.speak(next);
    // Dark unless light was chosen, which the address remembers.
    const shade = wanted.get('theme') ?? this.#shade;
    this.#shade = shade === 'light' ? 'light' : 'dark';
    this.#paint(this.#shade);
    document.documentElement.dataset['ready'] = 'yes';
  }

  /** The address follows the selection, without a history entry per frame, and at most a few times a second. */
  #writeAddress(): void {
    clearTimeout(this.#hashTimer);
    this.#hashTimer = setTimeout(() => {
      const packet = this.#doc.frames.packetIndex[this.#selected];
      const hash = new URLSearchParams({
        ...(packet === undefined ? {} : { packet: String(packet) }),
        lang: this.#speech.language,
        ...(this.#shade === 'light' ? { theme: 'light' } : {}),
      });
      history.replaceState(null, '', `#${hash}`);
    }, 200);
  }

  #step(by: number): void {
    this.#player.stop();
    this.select(this.#selected + by);
    if (this.#follow) this.#map.keepInView();
  }

  #toggleFollow(): void {
    this.#follow = !this.#follow;
    need('follow', HTMLButtonElement).setAttribute('aria-pressed', String(this.#follow));
    if (this.#follow) this.#map.keepInView();
  }

  #showSpeed(speed: number): void {
    const play = need('play', HTMLButtonElement);
    play.setAttribute('aria-pressed', String(speed !== 0));
    play.textContent = speed === 0 ? '▶' : `❚❚ ${speed}×`;
    const label = this.#speech.say(speed === 0 ? 'play' : 'pause');
    play.title = label;
    play.setAttribute('aria-label', label);
    if (speed === 0) this.#showFrame();
  }

  #help(): void {
    const dialog = need('keys', HTMLDialogElement);
    if (dialog.open) dialog.close();
    else dialog.showModal();
  }

  #key(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || event.altKey || need('keys', HTMLDialogElement).open) return;
    const from = event.target;
    // Space presses the button that has the focus; the slider has its own arrows.
    if (from instanceof HTMLButtonElement && (event.key === ' ' || event.key === 'Enter')) return;
    const onMap = from === need('map', HTMLElement);
    const actions: Readonly<Record<string, () => void>> = {
      ' ': () => this.#player.toggle(),
      ',': () => this.#step(-1),
      '.': () => this.#step(1),
      j: () => this.#player.shuttle(-1),
      k: () => this.#player.stop(),
      l: () => this.#player.shuttle(1),
      '+': () => this.#map.zoom(1.6),
      '=': () => this.#map.zoom(1.6),
      '-': () => this.#map.zoom(1 / 1.6),
      '0': () => this.#map.show('flight'),
      b: () => this.#map.show('surroundings'),
      w: () => this.#map.show('region'),
      f: () => this.#toggleFollow(),
      t: () => this.#turnShade(),
      e: () => this.speak(this.#speech.language === 'en' ? 'es' : 'en'),
      '?': () => this.#help(),
      ...(from instanceof HTMLInputElement || onMap || from === document.body
        ? { Home: () => this.#step(-this.#scene.count), End: () => this.#step(this.#scene.count) }
        : {}),
      ...(onMap
        ? {
            ArrowLeft: () => this.#map.pan(60, 0),
            ArrowRight: () => this.#map.pan(-60, 0),
            ArrowUp: () => this.#map.pan(0, 60),
            ArrowDown: () => this.#map.pan(0, -60),
          }
        : {}),
    };
    const action = actions[event.key.length === 1 ? event.key.toLowerCase() : event.key];
    if (action === undefined) return;
    event.preventDefault();
    action();
  }
}

/** Reads the data block and brings the page to life. */
export function startReport(): void {
  const text = need('data', HTMLScriptElement).textContent ?? 'null';
  const doc: ReportDocument = JSON.parse(text);
  new Report(doc).start();
}

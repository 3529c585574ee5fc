import { Button } from '@blueprintjs/core';
import { AddColumnRightIcon, AddRowBottomIcon, CrossIcon } from '@blueprintjs/icons';
import { type CSSProperties, Fragment } from 'react';
import { useWords } from '../i18n/index.ts';
import { MapPane } from '../observe/map/map-pane.tsx';
import { VideoPane } from '../observe/player/video-pane.tsx';
import { QualityPane } from '../observe/quality/quality-pane.tsx';
import { PacketPane } from '../observe/table/packet-pane.tsx';
import { TimelineStrip } from '../observe/timeline/timeline-strip.tsx';
import { type Dock, type OpenPane, type PaneName, useWorkstation, workstation } from '../state/workstation.ts';
import { EmptyState } from './empty-state.tsx';
import { Guard } from './guard.tsx';
import { SizeSplitter } from './size-splitter.tsx';
import { setSize, sizes, useSize } from './sizes.ts';
import { Splitter } from './splitter.tsx';
import { Unread } from './unread.tsx';

const CONTENT = { video: VideoPane, table: PacketPane, quality: QualityPane } as const satisfies Record<
  PaneName,
  unknown
>;

/** Where the first button of the page leads. */
export const mapId = 'map';

/** The map, which is never reloaded, the panes docked at its right and below it, and the timeline under all. */
export function Workspace() {
  const t = useWords();
  const panes = useWorkstation((state) => state.panes);
  const right = panes.filter(({ dock }) => dock === 'right');
  const below = panes.filter(({ dock }) => dock === 'below');
  const [rightPx, belowPx, timelinePx] = [useSize('right'), useSize('below'), useSize('timeline')];
  return (
    <div className="at-workspace">
      <div className="at-stage-area">
        <div className="at-map-column">
          <div className="at-map-slot" id={mapId} tabIndex={-1}>
            <Guard>
              <MapPane />
            </Guard>
            <EmptyState />
            <Unread />
          </div>
          {below.length > 0 && (
            <>
              <SizeSplitter name="below" label={t('splitter.below')} between="row" least={120} most={640} />
              <PaneDock panes={below} dock="below" sizePx={belowPx} />
            </>
          )}
        </div>
        {right.length > 0 && (
          <>
            <SizeSplitter name="right" label={t('splitter.side')} between="column" least={280} most={1200} />
            <PaneDock panes={right} dock="right" sizePx={rightPx} />
          </>
        )}
      </div>
      <SizeSplitter name="timeline" label={t('splitter.timeline')} between="row" least={64} most={320} />
      <section className="at-timeline-slot" style={{ height: timelinePx }} aria-label={t('timeline.title')}>
        <Guard>
          <TimelineStrip />
        </Guard>
      </section>
    </div>
  );
}

interface DockProps {
  readonly panes: readonly OpenPane[];
  readonly dock: Dock;
  readonly sizePx: number;
}

function PaneDock({ panes, dock, sizePx }: DockProps) {
  return (
    <div className={`at-dock at-dock-${dock}`} style={dock === 'right' ? { width: sizePx } : { height: sizePx }}>
      {panes.map(({ name }, index) => (
        <Fragment key={name}>
          {index > 0 && <Share before={panes[index - 1]?.name ?? name} after={name} dock={dock} />}
          <Pane name={name} dock={dock} />
        </Fragment>
      ))}
    </div>
  );
}

/** The bar between two panes of a dock: what one gains, the other gives. */
function Share({ before, after, dock }: { readonly before: PaneName; readonly after: PaneName; readonly dock: Dock }) {
  const t = useWords();
  const value = useSize(before);
  const other = useSize(after);
  return (
    <Splitter
      label={t('splitter.panes', { before: t(`pane.${before}`), after: t(`pane.${after}`) })}
      between={dock === 'right' ? 'row' : 'column'}
      value={value}
      least={0.2}
      most={value + other - 0.2}
      growth={(value + other) / 700}
      step={24}
      onChange={(share) => {
        const both = sizes.get()[before] + sizes.get()[after];
        setSize(before, share);
        setSize(after, Math.max(0.2, both - share));
      }}
    />
  );
}

function Pane({ name, dock }: { readonly name: PaneName; readonly dock: Dock }) {
  const t = useWords();
  const share = useSize(name);
  const Content = CONTENT[name];
  const pane = t(`pane.${name}`);
  const elsewhere = dock === 'right' ? 'below' : 'right';
  const style: CSSProperties = { flexGrow: share };
  return (
    <section className="at-pane" style={style} aria-label={pane}>
      <div className="at-pane-head">
        <h2>{pane}</h2>
        <Button
          variant="minimal"
          size="small"
          icon={dock === 'right' ? <AddRowBottomIcon /> : <AddColumnRightIcon />}
          aria-label={t(elsewhere === 'below' ? 'pane.toBelow' : 'pane.toRight', { pane })}
          onClick={() => move(name, elsewhere)}
        />
        <Button
          variant="minimal"
          size="small"
          icon={<CrossIcon />}
          aria-label={t('pane.close', { pane })}
          onClick={() => close(name)}
        />
      </div>
      <div className="at-pane-body">
        <Guard>
          <Content />
        </Guard>
      </div>
    </section>
  );
}

function move(name: PaneName, dock: Dock): void {
  workstation.set(({ panes }) => ({ panes: panes.map((pane) => (pane.name === name ? { name, dock } : pane)) }));
}

function close(name: PaneName): void {
  workstation.set(({ panes }) => ({ panes: panes.filter((pane) => pane.name !== name) }));
}

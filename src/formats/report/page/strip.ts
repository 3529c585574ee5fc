import { fitted } from './dom.ts';
import { timeRange } from './plots.ts';
import type { Scene } from './scene.ts';
import type { Theme } from './theme.ts';

/**
 * The strip over the time slider: where there are frames, where there are none, and what was found when. Shapes tell the kinds apart,
 * not colour alone: triangles are faults, squares warnings, circles VMTI detections.
 */
export function drawStrip(canvas: HTMLCanvasElement, scene: Scene, theme: Theme): void {
  const { context: pen, width, height } = fitted(canvas);
  const [start, end] = timeRange(scene);
  const { frames } = scene.doc;
  // The slider's thumb is 16 px wide and its middle runs from 8 to width - 8.
  const x = (timeMs: number): number => 8 + ((timeMs - start) / (end - start)) * (width - 16);
  const gapMs = Math.max(scene.doc.gapLimitS * 1000, ((end - start) / Math.max(1, scene.count)) * 6);
  const bar = height - 5;
  pen.fillStyle = theme.line;
  pen.fillRect(8, bar, width - 16, 3);
  pen.fillStyle = theme.track;
  let from: number | undefined;
  frames.timeMs.forEach((time, index) => {
    from ??= time;
    const next = frames.timeMs[index + 1];
    if (next !== undefined && next >= time && next - time <= gapMs) return;
    pen.fillRect(x(from), bar, Math.max(1.5, x(time) - x(from)), 3);
    from = undefined;
  });
  const timeOf = new Map(frames.packetIndex.map((packet, index) => [packet, frames.timeMs[index]!]));
  const marked = new Set<string>();
  // Each pixel is marked once: a finding may concern every packet.
  const mark = (packet: number, kind: string, draw: (at: number) => void): void => {
    const time = timeOf.get(packet);
    if (time === undefined) return;
    const at = Math.round(x(time));
    if (marked.has(`${kind}${at}`)) return;
    marked.add(`${kind}${at}`);
    draw(at);
  };
  for (const row of scene.doc.vmti) {
    mark(row.packetIndex, 'v', (at) => {
      pen.beginPath();
      pen.arc(at, bar - 5, 2.25, 0, 2 * Math.PI);
      pen.strokeStyle = theme.vmti;
      pen.lineWidth = 1.25;
      pen.stroke();
    });
  }
  for (const finding of scene.doc.quality.findings) {
    if (finding.severity === 'note') continue;
    const fault = finding.severity === 'fault';
    for (const packet of finding.packetIndices) {
      mark(packet, finding.severity, (at) => {
        pen.beginPath();
        pen.fillStyle = fault ? theme.fault : theme.warning;
        if (fault) {
          pen.moveTo(at - 4, 1);
          pen.lineTo(at + 4, 1);
          pen.lineTo(at, 8);
        } else pen.rect(at - 2.5, 1.5, 5, 5);
        pen.fill();
      });
    }
  }
}

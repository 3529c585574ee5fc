import { fitted } from './dom.ts';
import type { Scene } from './scene.ts';
import type { Theme } from './theme.ts';

const degree = Math.PI / 180;

/** The earth seen from above the flight (orthographic), with a mark where it was. */
export function drawGlobe(canvas: HTMLCanvasElement, scene: Scene, theme: Theme): void {
  const { context: pen, width, height } = fitted(canvas);
  const radius = Math.min(width, height) / 2 - 2;
  const { centre, globe } = scene.doc;
  if (centre === null || radius <= 0) return;
  // Seen from a little towards the equator, so that high latitudes keep something recognisable about them.
  const latitude = centre.latitudeDeg * 0.8 * degree;
  const [sin0, cos0] = [Math.sin(latitude), Math.cos(latitude)];
  const project = (longitudeDeg: number, latitudeDeg: number): readonly [x: number, y: number, front: number] => {
    const turn = (longitudeDeg - centre.longitudeDeg) * degree;
    const [sin, cos] = [Math.sin(latitudeDeg * degree), Math.cos(latitudeDeg * degree)];
    const front = sin0 * sin + cos0 * cos * Math.cos(turn);
    let [x, y] = [cos * Math.sin(turn), cos0 * sin - sin0 * cos * Math.cos(turn)];
    if (front < 0) {
      // What lies behind is drawn on to the rim, so that shapes that reach over it stay closed.
      const length = Math.hypot(x, y) || 1;
      [x, y] = [x / length, y / length];
    }
    return [width / 2 + x * radius, height / 2 - y * radius, front];
  };
  pen.beginPath();
  pen.arc(width / 2, height / 2, radius, 0, 2 * Math.PI);
  pen.fillStyle = theme.sea;
  pen.fill();
  pen.save();
  pen.clip();
  pen.beginPath();
  for (const ring of globe) {
    let [lon, lat] = [0, 0];
    const points: (readonly [number, number, number])[] = [];
    for (let at = 0; at + 1 < ring.length; at += 2) {
      lon += ring[at]!;
      lat += ring[at + 1]!;
      points.push(project(lon / 10, lat / 10));
    }
    if (!points.some(([, , front]) => front > 0)) continue;
    points.forEach(([x, y], at) => {
      if (at === 0) pen.moveTo(x, y);
      else pen.lineTo(x, y);
    });
    pen.closePath();
  }
  pen.fillStyle = theme.coast;
  pen.fill();
  pen.restore();
  pen.beginPath();
  pen.arc(width / 2, height / 2, radius, 0, 2 * Math.PI);
  pen.strokeStyle = theme.line;
  pen.lineWidth = 1;
  pen.stroke();
  const [x, y] = project(centre.longitudeDeg, centre.latitudeDeg);
  pen.beginPath();
  pen.rect(x - 5, y - 5, 10, 10);
  pen.strokeStyle = theme.halo;
  pen.lineWidth = 4;
  pen.stroke();
  pen.strokeStyle = theme.footprint;
  pen.lineWidth = 2;
  pen.stroke();
}

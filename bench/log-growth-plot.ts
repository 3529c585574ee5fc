import type { Growth, GrowthPoint } from './growth.ts';

const width = 880;
const panelWidth = 400;
const panelHeight = 150;
const gap = { left: 64, top: 92, right: 16, between: 74 };

interface Line {
  readonly label: string;
  readonly dash?: string;
  readonly value: (point: GrowthPoint) => number;
}

interface Panel {
  readonly title: string;
  readonly unit: string;
  readonly lines: readonly Line[];
}

const panels: readonly Panel[] = [
  { title: 'Durable and published entries', unit: 'a second', lines: [{ label: '', value: (it) => it.appendsPerS }] },
  { title: 'CPU time of an entry, all threads', unit: '\u00b5s', lines: [{ label: '', value: (it) => it.cpuUs }] },
  {
    title: 'Publishing 65,536 entries',
    unit: 'ms',
    lines: [
      { label: 'median', value: (it) => it.publishMs },
      { label: 'longest', dash: '5 4', value: (it) => it.publishWorstMs },
    ],
  },
  {
    title: 'Disk, an entry',
    unit: 'bytes',
    lines: [
      { label: 'evidence', value: (it) => it.evidenceBytes / it.entries },
      { label: 'index', dash: '5 4', value: (it) => it.indexBytes / it.entries },
    ],
  },
  {
    title: 'Reading a random stream whole',
    unit: 'ms',
    lines: [
      { label: 'median', value: (it) => it.streamMs },
      { label: '99 of 100', dash: '5 4', value: (it) => it.streamP99Ms },
    ],
  },
  { title: 'Resident memory, at most', unit: 'MB', lines: [{ label: '', value: (it) => it.rssMb }] },
  { title: 'Opening again', unit: 'ms', lines: [{ label: '', value: (it) => it.reopenMs }] },
  { title: 'Load of the machine meanwhile (1 minute)', unit: '', lines: [{ label: '', value: (it) => it.load }] },
];

const escaped = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
const short = (value: number): string =>
  value >= 1e6 ? `${value / 1e6}M` : value >= 1e3 ? `${value / 1e3}k` : String(Number(value.toPrecision(3)));

/** The next of 1, 2, 5 times a power of ten that is not below a value. */
function roundUp(value: number): number {
  const power = 10 ** Math.floor(Math.log10(value));
  return [1, 2, 5, 10].map((it) => it * power).find((it) => it >= value) ?? value;
}

function drawPanel({ title, unit, lines }: Panel, points: readonly GrowthPoint[]): string {
  const first = points[0]!.entries;
  const last = points.at(-1)!.entries;
  const top = roundUp(Math.max(...points.flatMap((point) => lines.map(({ value }) => value(point))), 1e-9));
  const x = (entries: number): number =>
    last === first ? 0 : (panelWidth - gap.left - gap.right) * (Math.log(entries / first) / Math.log(last / first));
  const y = (value: number): number => panelHeight * (1 - value / top);
  const plotWidth = panelWidth - gap.left - gap.right;
  const parts = [
    `<text class="title" x="0" y="-28">${escaped(title)}${unit === '' ? '' : `, ${escaped(unit)}`}</text>`,
  ];
  for (const share of [0, 0.5, 1]) {
    const at = y(top * share).toFixed(1);
    parts.push(`<path class="grid" d="M0 ${at}H${plotWidth}"/>`);
    parts.push(`<text class="end" x="-8" y="${Number(at) + 4}">${short(top * share)}</text>`);
  }
  for (const { entries } of points) {
    parts.push(`<text class="middle" x="${x(entries).toFixed(1)}" y="${panelHeight + 18}">${short(entries)}</text>`);
  }
  for (const [number, { label, dash, value }] of lines.entries()) {
    const at = points.map((point) => [x(point.entries).toFixed(1), y(value(point)).toFixed(1)] as const);
    const path = at.map(([px, py], i) => `${i === 0 ? 'M' : 'L'}${px} ${py}`).join('');
    const stroke = dash === undefined ? '' : ` stroke-dasharray="${dash}"`;
    parts.push(`<path class="line" d="${path}"${stroke}/>`);
    parts.push(...at.map(([px, py]) => `<circle cx="${px}" cy="${py}" r="3"/>`));
    if (label === '') continue;
    parts.push(`<path class="line" d="M${110 * number} -14h22"${stroke}/>`);
    parts.push(`<text x="${110 * number + 28}" y="-10">${escaped(label)}</text>`);
  }
  return parts.join('\n    ');
}

/** The growth of a log as a drawing: a panel for each figure, entries on a logarithmic axis. */
export function growthPlot({ date, machine, points }: Growth): string {
  const rows = Math.ceil(panels.length / 2);
  const height = gap.top + rows * (panelHeight + gap.between);
  const drawn = panels.map((panel, i) => {
    const left = gap.left + (i % 2) * (width / 2);
    const down = gap.top + Math.floor(i / 2) * (panelHeight + gap.between);
    return `  <g transform="translate(${left} ${down})">\n    ${drawPanel(panel, points)}\n  </g>`;
  });
  const where = `${machine['cpu']}, ${machine['cores']} cores, ${machine['memoryGb']} GB, Node ${machine['node']}; ${date.slice(0, 10)}`;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" font-family="system-ui, sans-serif" font-size="12">
  <title>The log in files as it grows, by the number of entries</title>
  <style>.title{font-weight:600}.end{text-anchor:end}.middle{text-anchor:middle}.grid{stroke:#d3d8de;fill:none}.line{stroke:#215db0;stroke-width:2;fill:none}circle{fill:#215db0}text{fill:#1c2127}</style>
  <rect width="${width}" height="${height}" fill="#fff"/>
  <text x="24" y="30" font-size="16" font-weight="600">The log in files as it grows, by the number of entries</text>
  <text x="24" y="50">${escaped(where)}</text>
${drawn.join('\n')}
</svg>
`;
}

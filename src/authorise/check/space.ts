import type { World } from '../../geo/region/altitude.ts';
import { type Area, borderM } from '../../geo/region/area.ts';
import type { SurfacePoint } from '../../geo/region/curve.ts';
import { groundBetween } from '../../geo/region/ground.ts';
import { parseArea } from '../../geo/region/parse-area.ts';
import { readCurve, readVertex } from '../../geo/region/read.ts';
import { bufferOf, gapBetween, type Shape } from '../../geo/region/shape.ts';
import { type Meeting, meetingWith } from '../../geo/region/union.ts';
import { AtalayaError } from '../../model/errors.ts';
import type { AreaDocument, BandDocument, PathDocument } from '../../model/region.ts';
import type { JudgedAgreement, JudgedCase, JudgedCondition, JudgedRoute, JudgedStay, Span } from '../case/judged.ts';
import { type BandStanding, mayShare, standingOfBand } from './altitudes.ts';
import type { Finding } from './finding.ts';
import { bandFinding, legOf, names, routeFindings, stayOf } from './form.ts';
import { both, placeText, type Said } from './say.ts';
import { formTexts } from './texts/form.ts';
import { touchOf } from './touching.ts';
import { isOverlap } from './windows.ts';

/** Areas, legs and stays as geometry: the one place where the checks meet src/geo/region. */

/** What is taken up: a footprint, a band, a window. */
export interface Volume {
  readonly name: Said;
  readonly shape: Shape;
  readonly band: BandDocument;
  readonly window: Span;
}

export interface SpaceZone extends Volume {
  readonly exceptAgencies: readonly string[];
}

/** Everything of a case that has a place, read once. */
export interface Space {
  /** Legs and stays of the plan. */
  readonly flown: readonly Volume[];
  /** Legs of the lost-link path, over the plan's whole window. */
  readonly lostLink: readonly Volume[];
  /** The agreement's areas; empty where the agreement is not known. */
  readonly areas: readonly Volume[];
  readonly zones: readonly SpaceZone[];
  /** Legs and stays of other sorties, by their ids. */
  readonly cleared: readonly { readonly sortie: string; readonly volumes: readonly Volume[] }[];
  /** Excluded areas by the conditions that name them. */
  readonly excluded: ReadonlyMap<JudgedCondition, Volume>;
  readonly world: World;
}

const always: Span = { fromUs: Number.NEGATIVE_INFINITY, untilUs: Number.POSITIVE_INFINITY };

/** The words of the geometry are English: in Spanish they are quoted. */
const misshapen = (name: Said, error: AtalayaError): Finding => ({
  found: {
    en: `${name.en}: ${error.message} (${error.where})`,
    es: `${name.es}: geometría no válida (${error.where}): «${error.message}»`,
  },
  allowed: { en: error.cure, es: formTexts['geometry-invalid'].es.says },
});

/** Reads geometry and keeps what is no geometry. */
class Reader {
  readonly faults: Finding[] = [];

  #attempt<T>(name: Said, read: () => T): readonly T[] {
    try {
      return [read()];
    } catch (error) {
      if (!(error instanceof AtalayaError)) throw error;
      this.faults.push(misshapen(name, error));
      return [];
    }
  }

  #touching(area: Area, name: Said): void {
    for (const ring of [area.outer, ...area.holes]) {
      const at = touchOf(ring.edges);
      if (at === undefined) continue;
      this.faults.push({
        found: both(
          (say) => `${say.it(name)}: a ring touches itself near ${placeText(at)}`,
          (say) => `${say.it(name)}: un anillo se toca a sí mismo cerca de ${placeText(at)}`,
        ),
        allowed: both(
          () => `a ring that does not touch itself`,
          () => `un anillo que no se toque a sí mismo`,
        ),
      });
    }
  }

  area(document: AreaDocument, window: Span, name: Said): readonly Volume[] {
    const areas = this.#attempt(name, () => parseArea(document, 'ring'));
    for (const area of areas) this.#touching(area, name);
    return areas.map((area) => ({ name, shape: { kind: 'area', area }, band: document.band, window }));
  }

  legs(path: PathDocument | JudgedRoute, windowOf: (leg: number) => Span, name: Said): readonly Volume[] {
    const { waypoints, legs } = path;
    return legs.flatMap((leg, i) => {
      const own = legOf(name, i);
      const from = waypoints[i];
      const to = waypoints[i + 1];
      if (from === undefined || to === undefined) return [];
      const curves = this.#attempt(own, () =>
        readCurve(readVertex({ ...from, edge: leg.edge }, 'from'), readVertex(to, 'to'), `waypoint ${i + 1}`),
      );
      return curves.map((curve) => ({
        name: own,
        shape: { kind: 'line', curve, bufferM: leg.bufferM },
        band: leg.band,
        window: windowOf(i),
      }));
    });
  }

  route(route: JudgedRoute, name: Said): readonly Volume[] {
    const marginUs = Math.round((route.timeToleranceS ?? 0) * 1e6);
    const atUs = (i: number): number => route.waypoints[i]?.atUs ?? Number.NaN;
    return this.legs(route, (i) => ({ fromUs: atUs(i) - marginUs, untilUs: atUs(i + 1) + marginUs }), name);
  }

  stays(stays: readonly JudgedStay[], name: Said): readonly Volume[] {
    return stays.flatMap(({ area, window }) => this.area(area, window, stayOf(name, area.id)));
  }
}

function worldOf({ terrain, atmosphere }: JudgedCase): World {
  const ground = terrain === null ? undefined : groundBetween(terrain.lowestMslM, terrain.highestMslM);
  return { ground, atmosphere: atmosphere ?? undefined };
}

/** Reads the places of a case, and what is wrong with them; of a plan that contradicts itself the space is not to be used. */
export function readSpace(
  judged: JudgedCase,
  agreement: JudgedAgreement | undefined,
): { readonly space: Space; readonly faults: readonly Finding[] } {
  const reader = new Reader();
  const { plan } = judged;
  const bands: Finding[] = [];
  const area = (document: AreaDocument, window: Span, name: Said): readonly Volume[] => {
    bands.push(...bandFinding(document.band, name));
    return reader.area(document, window, name);
  };
  const space: Space = {
    flown: [...reader.route(plan.route, names.route), ...reader.stays(plan.stays, names.stay)],
    lostLink: plan.lostLink === null ? [] : reader.legs(plan.lostLink, () => plan.window, names.lostLink),
    areas:
      agreement?.document.areas.flatMap((one) => area(one, always, stayOf({ en: 'area', es: 'área' }, one.id))) ?? [],
    zones: judged.restrictedZones.flatMap((zone) =>
      area(zone.area, zone.window, stayOf({ en: 'zone', es: 'zona' }, zone.id)).map((volume) => ({
        ...volume,
        exceptAgencies: zone.exceptAgencies,
      })),
    ),
    cleared: judged.clearedVolumes.map(({ sortie, route, stays }) => {
      const name = stayOf({ en: 'sortie', es: 'salida' }, sortie);
      bands.push(...routeFindings(route, name));
      bands.push(...[...route.legs, ...stays.map((one) => one.area)].flatMap(({ band }) => bandFinding(band, name)));
      return {
        sortie,
        volumes: [
          ...reader.route(route, name),
          ...reader.stays(stays, { en: `${name.en}, stay`, es: `${name.es}, permanencia` }),
        ],
      };
    }),
    excluded: new Map(
      judged.concurrences
        .flatMap(({ conditions }) => conditions)
        .flatMap((condition) =>
          condition.kind === 'excluded-area'
            ? area(condition.area, always, stayOf({ en: 'condition', es: 'condición' }, condition.id)).map(
                (volume) => [condition, volume] as const,
              )
            : [],
        ),
    ),
    world: worldOf(judged),
  };
  return { space, faults: [...reader.faults, ...bands] };
}

/** A volume with its band. */
export const bandOf = ({ name, band }: Volume): Said =>
  both(
    (say) => `${say.it(name)}: ${say.band(band)}`,
    (say) => `${say.it(name)}: ${say.band(band)}`,
  );

/** Where a volume leaves an area, leaving altitude aside; undefined where it is inside. */
export function leaves(volume: Volume, area: Volume): Meeting | undefined {
  return area.shape.kind === 'area' ? meetingWith([area.shape.area], volume.shape) : undefined;
}

/** Whether a volume's band lies in another, both its ends included. */
export const bandStanding = ({ world }: Space, volume: Volume, band: BandDocument): BandStanding =>
  standingOfBand(volume.band, band, volume.shape, world);

/** A place where two volumes may share place, altitude and moment; undefined where they surely do not. */
export function overlapOf({ world }: Space, one: Volume, other: Volume): SurfacePoint | undefined {
  if (!isOverlap(one.window, other.window) || !mayShare(one.band, other.band, one.shape, world)) return undefined;
  const apartM = bufferOf(one.shape) + bufferOf(other.shape) + borderM;
  const gap = gapBetween(one.shape, other.shape, apartM);
  return gap.atLeastM <= apartM ? gap.at : undefined;
}

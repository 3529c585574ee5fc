import { versionOf } from '../../../src/agree/agreement/state.ts';
import type { ClearanceCase } from '../../../src/authorise/clearance/case.ts';
import type { SortiePlanDocument } from '../../../src/plan/sortie/document.ts';
import type { RegionPart } from '../region-map/scene.ts';

/** What a plan is drawn with: where it may fly, what it flies, and what it keeps out of. */
export function partsOf(it: ClearanceCase, plan: SortiePlanDocument, lostLink: string): readonly RegionPart[] {
  const { clearance, agreement, registers } = it;
  const version = versionOf(agreement, plan.agreement.version);
  const excluded = clearance.concurrences.flatMap(({ conditions }) =>
    conditions.flatMap((one) => (one.kind === 'excluded-area' ? [one.area] : [])),
  );
  return [
    ...(version?.document.areas ?? []).map(
      (area): RegionPart => ({ kind: 'area', id: `area ${area.id}`, tone: 'permitted', label: area.id, area }),
    ),
    ...registers.zones.map(
      ({ zone, area }): RegionPart => ({ kind: 'area', id: `zone ${zone}`, tone: 'zone', label: area.id, area }),
    ),
    ...excluded.map(
      (area): RegionPart => ({ kind: 'area', id: `excluded ${area.id}`, tone: 'excluded', label: area.id, area }),
    ),
    ...registers.volumes
      .filter(({ sortie, isFree }) => sortie !== plan.id && !isFree)
      .map(
        ({ sortie, route }): RegionPart => ({
          kind: 'route',
          id: `other ${sortie}`,
          tone: 'other',
          label: sortie,
          way: route,
        }),
      ),
    ...plan.stays.map(
      ({ area }): RegionPart => ({ kind: 'area', id: `stay ${area.id}`, tone: 'flown', label: area.id, area }),
    ),
    ...(plan.lostLink === null
      ? []
      : [{ kind: 'route', id: 'lost-link', tone: 'other', label: lostLink, way: plan.lostLink } as const]),
    { kind: 'route', id: 'route', tone: 'flown', label: plan.id, way: plan.route, selected: true },
  ];
}

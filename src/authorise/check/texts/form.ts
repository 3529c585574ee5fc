import type { RuleTable } from '../../../model/workflow.ts';

export type FormCode = 'case-invalid' | 'plan-inconsistent' | 'geometry-invalid';

export const formTexts: RuleTable<FormCode> = {
  'case-invalid': {
    source: 'Atalaya, docs/check.md: the file',
    en: {
      says: 'The case is of the form that docs/check.md and its JSON Schema describe, and nothing else stands in it.',
      cure: 'Mend the file at the place that is named.',
    },
    es: {
      says: 'El caso tiene la forma que describen docs/check.md y su JSON Schema, y no contiene nada más.',
      cure: 'Corrija el archivo en el lugar indicado.',
    },
  },
  'plan-inconsistent': {
    source: 'ICAO Doc 4444, Appendix 2: a flight plan is complete and consistent',
    en: {
      says: 'The plan does not contradict itself: legs between waypoints, rising times, all of it within its window, bands the right way up.',
      cure: 'Mend the plan, and have it cleared anew.',
    },
    es: {
      says: 'El plan no se contradice: tramos entre puntos de paso, horas crecientes, todo dentro de su ventana, bandas bien ordenadas.',
      cure: 'Corrija el plan y sométalo a nueva autorización.',
    },
  },
  'geometry-invalid': {
    source: 'ICAO Annex 15 and Doc 8126: an area is bounded by one closed line',
    en: {
      says: 'Every ring is a closed line that neither crosses nor touches itself, its holes inside and apart, its band the right way up.',
      cure: 'Give the vertices in the order of the border, each once, and the holes inside and apart.',
    },
    es: {
      says: 'Todo anillo es una línea cerrada que no se cruza ni se toca, con sus huecos dentro y separados y su banda bien ordenada.',
      cure: 'Dé los vértices en el orden del borde, cada uno una vez, y los huecos dentro y separados.',
    },
  },
};

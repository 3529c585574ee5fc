import type { RuleTable } from '../../../model/workflow.ts';

export type VolumeCode =
  | 'outside-area'
  | 'outside-band'
  | 'altitude-undecidable'
  | 'outside-hours'
  | 'lost-link-outside'
  | 'restricted-zone'
  | 'volume-overlap';

const zones =
  'ICAO Annex 2, Chapter 3: prohibited and restricted areas; Mexico, law on the protection of its airspace, 2023';

export const volumeTexts: RuleTable<VolumeCode> = {
  'outside-area': {
    source: 'The agreement, areas',
    en: {
      says: 'Each leg with its buffer, and each stay, lies inside one area of the agreement as a whole.',
      cure: 'Move the leg inward, narrow its buffer, or cut it at a waypoint where two areas overlap.',
    },
    es: {
      says: 'Cada tramo con su margen, y cada permanencia, está entero dentro de un área del acuerdo.',
      cure: 'Lleve el tramo hacia dentro, reduzca su margen o divídalo en un punto de paso donde dos áreas se solapen.',
    },
  },
  'outside-band': {
    source: 'The agreement, areas: altitudes',
    en: {
      says: 'The band of each leg and stay lies inside the band of an area that holds it.',
      cure: 'Fly within the altitudes of the area.',
    },
    es: {
      says: 'La banda de cada tramo y permanencia está dentro de la banda de un área que lo contiene.',
      cure: 'Vuele dentro de las altitudes del área.',
    },
  },
  'altitude-undecidable': {
    source: 'The agreement, areas: altitudes; Atalaya, in doubt it is refused',
    en: {
      says: 'It can be decided that the band of each leg and stay lies inside the band of an area.',
      cure: 'Give the altitudes by the reference of the area, add terrain and atmosphere to the case, or keep farther from the limit.',
    },
    es: {
      says: 'Puede decidirse que la banda de cada tramo y permanencia está dentro de la banda de un área.',
      cure: 'Dé las altitudes en la referencia del área, añada al caso terreno y atmósfera o aléjese más del límite.',
    },
  },
  'outside-hours': {
    source: 'The agreement, hours',
    en: {
      says: 'Each leg, with its tolerance, and each stay lies within the daily hours.',
      cure: 'Fly within the hours, or amend the agreement.',
    },
    es: {
      says: 'Cada tramo, con su tolerancia, y cada permanencia está dentro del horario diario.',
      cure: 'Vuele dentro del horario o modifique el acuerdo.',
    },
  },
  'lost-link-outside': {
    source: 'The agreement, areas; ICAO Doc 10019: lost link',
    en: {
      says: 'Each leg of the lost-link path lies inside one area, with its band.',
      cure: 'Move the lost-link path into an area and its altitudes.',
    },
    es: {
      says: 'Cada tramo de la trayectoria de pérdida de enlace está dentro de un área, con su banda.',
      cure: 'Lleve la trayectoria de pérdida de enlace a un área y sus altitudes.',
    },
  },
  'restricted-zone': {
    source: zones,
    en: {
      says: 'Nothing that may be flown comes into a restricted zone that binds the agency.',
      cure: 'Fly around it, above it, below it or at another time.',
    },
    es: {
      says: 'Nada de lo que pueda volarse entra en una zona restringida que obligue a la agencia.',
      cure: 'Rodéela, pase por encima o por debajo, o vuele a otra hora.',
    },
  },
  'volume-overlap': {
    source: 'ICAO Doc 4444, Chapter 5: separation',
    en: {
      says: 'No leg or stay overlaps what is cleared for another sortie.',
      cure: 'Fly at another time, altitude or place, or have the other sortie give up its volume.',
    },
    es: {
      says: 'Ningún tramo ni permanencia se solapa con lo autorizado para otra salida.',
      cure: 'Vuele a otra hora, altitud o lugar, o haga que la otra salida ceda su volumen.',
    },
  },
};

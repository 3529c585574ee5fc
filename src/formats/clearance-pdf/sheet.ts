/** What stands on a bilingual sheet, before it is laid out on pages. */

export interface Bilingual {
  readonly en: string;
  readonly es: string;
}

/** A cell that is the same in both languages is a text; else it shows both. */
export type Cell = string | Bilingual;

/** Longitude and latitude in degrees; longitudes run on over 180 where a line crosses the antimeridian. */
export type MapPoint = readonly [longitudeDeg: number, latitudeDeg: number];
export type MapLine = readonly MapPoint[];

/** What lies on the sketch, lines already as fine as they are to be drawn. */
export interface SheetMap {
  /** Areas of the agreement, each with its outer ring first and its holes after. */
  readonly areas: readonly (readonly MapLine[])[];
  /** What the legs take up to their sides. */
  readonly buffers: readonly MapLine[];
  readonly route: MapLine;
  /** Waypoints, numbered from 1. */
  readonly waypoints: readonly MapPoint[];
  readonly stays: readonly (readonly MapLine[])[];
  /** Areas that a condition excludes. */
  readonly excluded: readonly (readonly MapLine[])[];
  readonly lostLink: MapLine;
}

export interface Column {
  readonly label: Bilingual;
  /** Of the width, beside the other columns' shares. */
  readonly share: number;
}

export type Block =
  /** English on the left, Spanish on the right. */
  | { readonly kind: 'pairs'; readonly rows: readonly { readonly label: Bilingual; readonly value: Cell }[] }
  | { readonly kind: 'text'; readonly text: Bilingual }
  /** Small type, over the whole width, the same in both languages: a hash. */
  | { readonly kind: 'code'; readonly text: string }
  | { readonly kind: 'table'; readonly columns: readonly Column[]; readonly rows: readonly (readonly Cell[])[] }
  | { readonly kind: 'map'; readonly map: SheetMap };

export interface Section {
  readonly title: Bilingual;
  readonly blocks: readonly Block[];
}

export interface Sheet {
  readonly title: Bilingual;
  /** Stands at the head and foot of every page: EXERCISE. */
  readonly marking: Bilingual | null;
  /** At the foot of every page, beside its number. */
  readonly foot: string;
  /** When it was made, milliseconds since 1970. */
  readonly madeMs: number;
  readonly sections: readonly Section[];
}

import { defineSet, item } from './descriptor.ts';
import { floatElements, mappedRows, mdap, uintElements } from './mdap.ts';
import { uintVariable } from './numbers.ts';
import { text } from './text.ts';
import { uuid } from './uuid.ts';

/** Universal key of the Geo-Registration Local Set (ST 1601.1 section 6.2). */
export const st1601Key = '060e2b34020b01010e01030301000000';

const pixels = [0, 100] as const;
const correlation = [-1, 1] as const;

/** Standard deviation of row and column in pixels, their correlation: of the image, then of the second image. */
const pixelErrors = mappedRows([pixels, pixels, correlation, pixels, pixels, correlation]);

/**
 * Standard deviation of latitude and longitude in metres and their correlation; where there are six rows also that
 * of the elevation in metres, and its correlations with latitude and longitude.
 */
const geographicErrors = mappedRows([[0, 650], [0, 650], correlation, [0, 1000], correlation, correlation]);

/** MISB ST 1601.1, Geo-Registration Local Set. Arrays have a row for each quantity and a column for each tie point. */
export const st1601 = defineSet(
  'ST1601',
  'Geo-Registration Local Set',
  {
    1: item('documentVersion', 'Document Version', '', uintVariable()),
    2: item('algorithmName', 'Algorithm Name', '', text(127)),
    3: item('algorithmVersion', 'Algorithm Version', '', text(127)),
    4: item('pointsRowColumnPixels', 'Correspondence Points - Row/Column', 'px', mdap(uintElements)),
    5: item('pointsLatitudeLongitudeDeg', 'Correspondence Points - Latitude/Longitude', 'deg', mdap(floatElements)),
    6: item('secondImageName', 'Second Image Name', '', text(127)),
    7: item('algorithmConfigurationId', 'Algorithm Configuration Identifier', '', uuid()),
    8: item('pointsElevationM', 'Correspondence Points - Elevation', 'm', mdap(floatElements)),
    9: item('pointsRowColumnErrors', 'Correspondence Points - Row/Column SDCC', '', mdap(pixelErrors)),
    10: item(
      'pointsGeographicErrors',
      'Correspondence Points - Latitude/Longitude/Elevation SDCC',
      '',
      mdap(geographicErrors),
    ),
  },
  { versionTag: 1 },
);

import { budgets } from '../src/geo/budget.ts';
import { destination, type LatLon } from '../src/geo/ellipsoid.ts';
import type { Flight } from '../src/model/flight.ts';
import { FlightBuilder, type FlightBuilderOptions } from '../src/observe/flight-builder.ts';
import { emptyPacket, type ObservedPacket } from '../src/observe/packet.ts';

/** The house that is looked at. */
export const house = { latitudeDeg: 19.2, longitudeDeg: -99.1 };
export const groundM = 2200;
export const startUs = Date.UTC(2026, 4, 3, 12) * 1000;

/** An aircraft that circles a house to the right at 3 km, 1,500 m above it, and stares at it at ten frames a second. */
export function orbit(index: number, center: LatLon = house): ObservedPacket {
  const seconds = index / 10;
  const bearing = (360 * seconds) / 300;
  const place = destination(center, bearing, 3000);
  return {
    ...emptyPacket(index),
    timeUs: startUs + index * 100_000,
    ptsS: 10 + index / 10,
    checksum: 'valid',
    sensorPlace: place,
    sensorHaeM: groundM + 1500,
    platformHeadingDeg: (bearing + 90) % 360,
    platformPitchDeg: 0,
    platformRollDeg: 0,
    relativeAzimuthDeg: 90,
    relativeElevationDeg: (-Math.atan2(1500, 3000) * 180) / Math.PI,
    relativeRollDeg: 0,
    horizontalFovDeg: 8,
    verticalFovDeg: 6,
    centerPlace: center,
    centerHaeM: groundM,
    slantRangeM: Math.hypot(1500, 3000),
    groundSpeedMps: 62,
    tags: [2, 5, 13, 14, 16, 17, 75],
  };
}

const options: FlightBuilderOptions = {
  name: 'test',
  simulated: true,
  budget: budgets.large,
  // Coarse, since most of these tests ask for other things than the coverage.
  coverage: { cellsAcross: 8 },
};
export const fine = { coverage: { cellsAcross: 48 } };

export function fly(packets: Iterable<ObservedPacket>, more: Partial<FlightBuilderOptions> = {}): Flight {
  const builder = new FlightBuilder({ ...options, ...more });
  for (const packet of packets) builder.push(packet);
  return builder.finish();
}

export function range(n: number): number[] {
  return Array.from({ length: n }, (_, i) => i);
}

export function codes(flight: Flight): string[] {
  return flight.quality.findings.map(({ code }) => code);
}

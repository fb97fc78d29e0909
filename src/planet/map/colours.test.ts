// The colours of the map, as people see them who lack one kind of cones: simulated by the matrices of Machado, Oliveira
// and Fernandes (2009), "A Physiologically-based Model for Simulation of Color Vision Deficiency", severity 1.0.
import { expect, test } from "vitest";
import { latencySteps } from "./latency-steps.ts";

type Colour = readonly [number, number, number];

const eyes: Readonly<Record<string, readonly [Colour, Colour, Colour]>> = {
  "all colours": [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ],
  "no red": [
    [0.152286, 1.052583, -0.204868],
    [0.114503, 0.786281, 0.099216],
    [-0.003882, -0.048116, 1.051998],
  ],
  "no green": [
    [0.367322, 0.860646, -0.227968],
    [0.280085, 0.672501, 0.047413],
    [-0.01182, 0.04294, 0.968881],
  ],
  "no blue": [
    [1.255528, -0.076749, -0.178779],
    [-0.078411, 0.930809, 0.147602],
    [0.004733, 0.691367, 0.3039],
  ],
};

function linear(hex: string): Colour {
  const part = (at: number): number => {
    const value = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  };
  return [part(1), part(3), part(5)];
}

function times([a, b, c]: Colour, [x, y, z]: Colour): number {
  return a * x + b * y + c * z;
}

/** CIE L*a*b*, in which the distance of two colours tells how well they are told apart. */
function lab(colour: Colour): Colour {
  const f = (t: number): number => (t > 216 / 24389 ? Math.cbrt(t) : ((24389 / 27) * t + 16) / 116);
  const x = f(times([0.4124564, 0.3575761, 0.1804375], colour) / 0.95047);
  const y = f(times([0.2126729, 0.7151522, 0.072175], colour));
  const z = f(times([0.0193339, 0.119192, 0.9503041], colour) / 1.08883);
  return [116 * y - 16, 500 * (x - y), 200 * (y - z)];
}

function seen(hex: string, [red, green, blue]: readonly [Colour, Colour, Colour]): Colour {
  const within = (value: number): number => Math.min(1, Math.max(0, value));
  const colour = linear(hex);
  return lab([
    within(times(red, colour)),
    within(times(green, colour)),
    within(times(blue, colour)),
  ]);
}

/** A distance of about 2.3 can just be noticed beside each other. Dots lie apart, so they need much more. */
const leastDistance = 15;

test.each(Object.entries(eyes))(
  "Eyes that see %s tell all steps apart, on light and on dark.",
  (_name, cones) => {
    for (const page of ["light", "dark"] as const) {
      const colours = latencySteps.map((step) => seen(step[page], cones));
      for (const [at, one] of colours.entries()) {
        for (const other of colours.slice(at + 1)) {
          const distance = Math.hypot(one[0] - other[0], one[1] - other[1], one[2] - other[2]);
          expect(distance).toBeGreaterThan(leastDistance);
        }
      }
    }
  },
);

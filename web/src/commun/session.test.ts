import { afterEach, describe, expect, it, vi } from "vitest";
import type { Session } from "../api.gen";

// The other tab, as this one hears and answers it.
const { recus, onglet } = vi.hoisted(() => {
  const recus: unknown[] = [];
  const onglet: { entendre: (message: { data: unknown }) => void } = { entendre: () => undefined };
  class Canal {
    postMessage(data: unknown) {
      recus.push(data);
    }
    addEventListener(_: string, ecouter: (message: { data: unknown }) => void) {
      onglet.entendre = ecouter;
    }
  }
  (globalThis as Record<string, unknown>).BroadcastChannel = Canal;
  return { recus, onglet };
});

const { demarrerSession, oublier, sessionCourante, signalerActivite, surveillerPresence } = await import("./session");
surveillerPresence();

const minute = 60_000;
const ouvrir = () => {
  vi.useFakeTimers();
  vi.stubGlobal("fetch", () => Promise.resolve(new Response("{}")));
  recus.length = 0;
  demarrerSession({ compte: "c", role: "responsable" } as Session);
};
afterEach(() => {
  oublier();
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

describe("tabs that share one access", () => {
  it("closes after a quarter of an hour without anyone, everywhere", () => {
    ouvrir();
    vi.advanceTimersByTime(14 * minute);
    expect(sessionCourante()).not.toBeNull();
    vi.advanceTimersByTime(2 * minute);
    expect(sessionCourante()).toBeNull();
    expect(recus).toEqual(["quitter"]);
  });

  it("stays open while someone is present in another tab", () => {
    ouvrir();
    for (let tour = 0; tour < 4; tour++) {
      vi.advanceTimersByTime(14 * minute);
      onglet.entendre({ data: "present" });
    }
    expect(sessionCourante()).not.toBeNull();
    expect(recus).toEqual([]);
  });

  it("says it is present, not more than every 20 seconds", () => {
    ouvrir();
    vi.advanceTimersByTime(minute);
    signalerActivite();
    signalerActivite();
    expect(recus).toEqual(["present"]);
    vi.advanceTimersByTime(21_000);
    signalerActivite();
    expect(recus).toEqual(["present", "present"]);
  });
});

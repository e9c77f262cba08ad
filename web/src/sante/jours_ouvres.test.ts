import { expect, it } from "vitest";
import { joursOuvres } from "./jours_ouvres";

it.each([
  ["the day itself", "2026-06-01T08:00:00Z", "2026-06-01T20:00:00Z", 0], // a Monday
  ["the next day", "2026-06-01T08:00:00Z", "2026-06-02T06:00:00Z", 1],
  ["from Friday to Monday", "2026-06-05T08:00:00Z", "2026-06-08T08:00:00Z", 1],
  ["a whole weekend", "2026-06-05T08:00:00Z", "2026-06-07T20:00:00Z", 0],
  ["from a Saturday, two weeks", "2026-06-06T08:00:00Z", "2026-06-20T08:00:00Z", 10],
  ["midnight in Paris, not in Greenwich", "2026-06-01T08:00:00Z", "2026-06-01T22:30:00Z", 1],
  ["over the change of hour", "2026-10-23T08:00:00Z", "2026-10-27T08:00:00Z", 2],
  ["a clock that goes back", "2026-06-08T08:00:00Z", "2026-06-01T08:00:00Z", 0],
])("counts %s", (_, depuis, jusqua, attendu) => {
  expect(joursOuvres(Date.parse(depuis), Date.parse(jusqua))).toBe(attendu);
});

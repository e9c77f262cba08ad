import { afterEach, expect, it, vi } from "vitest";
import { deconnexion, fermerSession, lireMoi, ouvrirSession } from "../../src/commun/api";

const repondre = (statut: number, corps: string, entetes: Record<string, string> = {}) => {
  const appel = vi.fn(
    async (_url: string, _init: RequestInit) =>
      new Response(statut === 204 ? null : corps, { status: statut, headers: entetes }),
  );
  vi.stubGlobal("fetch", appel);
  return appel;
};
afterEach(() => vi.unstubAllGlobals());

it("asks its own origin, with the header no foreign form can send", async () => {
  const appel = repondre(200, '{"responsable":{},"volets":[]}');
  expect(await lireMoi()).toEqual({ ok: true, value: { responsable: {}, volets: [] } });
  const [url, init] = appel.mock.calls[0]!;
  expect(url).toBe("/api/v1/moi");
  expect(init).toMatchObject({ method: "GET", credentials: "same-origin", headers: { "X-DSCO": "1" } });
});

it("does not believe an answer of another shape", async () => {
  for (const corps of ["", "null", "[]", '{"volets":[]}', "<html>"]) {
    repondre(200, corps);
    expect(await lireMoi()).toEqual({ ok: false, code: "reponse_inattendue" });
  }
});

it("gives the stable code of a refusal, its field and its delay", async () => {
  repondre(429, '{"type":"about:blank","status":429,"code":"trop_d_essais","champ":"phrase"}', { "Retry-After": "30" });
  expect(await ouvrirSession({ identifiant: "A", k_auth: "B" })).toEqual({
    ok: false,
    code: "trop_d_essais",
    champ: "phrase",
    attendre: 30,
  });
});

it("says when there is no network, and when what answers is not the box", async () => {
  vi.stubGlobal(
    "fetch",
    vi.fn(async () => Promise.reject(new TypeError("failed"))),
  );
  expect(await lireMoi()).toEqual({ ok: false, code: "reseau_indisponible" });
  repondre(502, "<html>proxy</html>");
  expect(await lireMoi()).toEqual({ ok: false, code: "reponse_inattendue" });
});

it("tells the session that it is closed, but not for a wrong phrase", async () => {
  const fermee = vi.fn();
  deconnexion.addEventListener("fermee", fermee);
  repondre(401, '{"code":"acces_refuse"}');
  await ouvrirSession({ identifiant: "A", k_auth: "B" });
  expect(fermee).not.toHaveBeenCalled();
  await lireMoi();
  expect(fermee).toHaveBeenCalledOnce();
  repondre(204, "");
  expect(await fermerSession()).toEqual({ ok: true, value: undefined });
});

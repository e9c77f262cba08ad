// @vitest-environment node
// The four people of the protocol, each with a worker's memory of their own: agent, responsable, nurse, and the box between
// them, which is only plain objects here.
import { beforeAll, describe, expect, it } from "vitest";
import type { Annuaire, Bordereau, PliInfirmerie, Session } from "../../src/api.gen";
import { apprendre, executer } from "../../src/coffre/commandes";
import type { Reponse } from "../../src/coffre/contrat";
import { gestesInfirmerie } from "../../src/coffre/infirmerie";
import { memoireVide, type Memoire } from "../../src/coffre/memoire";
import { pret } from "../../src/coffre/sodium";
import { versB64 } from "../../src/commun/octets";
import {
  agent,
  autreVolet,
  codeDe,
  courrier,
  creerCompte,
  etab,
  faire,
  maintenant,
  phrase,
  phraseInfirmiere,
  pli,
  resp,
  retourner,
  volet,
  type Ouvert,
} from "./personnes";

let infirmiere: Memoire;
let ceremonie: Reponse<"holdCeremony">;
let annuaire: Annuaire;
let bordereau: Bordereau;
let feuillet: string;
let famille: Ouvert;
let depose: PliInfirmerie;
let corps: Uint8Array;

const formulaire = new TextEncoder().encode('{"schema":"fiche-infirmerie/1","allergies":"noisette"}');

function sceller(qui: Ouvert, version: number, precedent: string, dans = volet) {
  const scelle = faire(qui.memoire, "sealPli", {
    volet: dans,
    pli,
    kind: 2,
    version,
    precedent,
    maintenant,
    metadonnees: { nature: "fiche" },
    donnees: formulaire,
  });
  return { scelle, recu: pliRecu(qui, version, scelle.manifeste) };
}

const pliRecu = (qui: Ouvert, version: number, manifeste: string): PliInfirmerie => ({
  octets: 0,
  renveloppes: [],
  id: pli,
  kind: 2,
  version,
  volet,
  resp_id: resp,
  responsable: "Mme Anne BRUYERE",
  eleve: courrier.enfants[0]!,
  manifeste,
  depose_le: maintenant,
  expediteur: {
    gen: 1,
    pk_sign: qui.session.pk_sign,
    pk_kem: qui.session.pk_kem,
    voie: qui.bind_tag ? "carre" : "code",
    ...(qui.bind_tag ? { bind_tag: qui.bind_tag } : {}),
  },
});

beforeAll(async () => {
  await pret();
  apprendre(gestesInfirmerie);
  infirmiere = memoireVide();
  ceremonie = faire(infirmiere, "holdCeremony", { uai: "0009990J", etab, phrase: phraseInfirmiere, maintenant });
  annuaire = { racine: ceremonie.racine, certificats: ceremonie.certificats, instantanes: [ceremonie.instantane] };

  const secretaire = creerCompte(agent, "AAAAAAAAA1", "", 0);
  faire(secretaire.memoire, "acceptDirectory", { annuaire, racine: ceremonie.empreinte, epoque_min: 1, maintenant });
  const parts: number[] = [];
  const lettres = executer(
    secretaire.memoire,
    "makeLetters",
    { courriers: [courrier], etab, avecInfirmerie: true, expire_le: maintenant + 1, maintenant },
    (part) => parts.push(part),
  );
  if (!lettres.ok || !lettres.value.envoi.bordereau || !lettres.value.feuillet) throw new Error("lettres");
  expect(parts).toEqual([1]);
  bordereau = {
    ...lettres.value.envoi.bordereau,
    depose_le: maintenant,
    pk_sign: secretaire.session.pk_sign,
    agent: "",
  };
  feuillet = lettres.value.feuillet.texte;

  const [, identifiant, code, racine, epoque] = lettres.value.lettres[0]!.fragment.split(".");
  famille = creerCompte(resp, identifiant!, racine!, Number(epoque), code);
  faire(famille.memoire, "acceptDirectory", { annuaire, racine: racine!, epoque_min: 1, maintenant });
  const { scelle, recu } = sceller(famille, 1, "");
  depose = recu;
  corps = scelle.corps;
}, 60_000);

describe("letter, activation, vault", () => {
  it("sends the box nothing that opens the letter", () => {
    expect(famille.bind_tag).toHaveLength(43);
    expect(JSON.stringify(bordereau)).not.toContain("BRUYERE");
  });
  it("opens the vault with the same phrase however a phone types it, and with no other", () => {
    const memoire = memoireVide();
    const { identifiant } = famille.session;
    faire(memoire, "deriveAuth", {
      identifiant: identifiant.toLowerCase(),
      phrase: "Bruyere mesange  tilleul Loriot genet pinson ",
    });
    expect(codeDe(memoire, "openVault", { session: famille.session, etab })).toBe("ok");
    faire(memoire, "deriveAuth", { identifiant, phrase: `${phrase}x` });
    expect(codeDe(memoire, "openVault", { session: famille.session, etab })).toBe("coffre_refuse");
  });
  it("refuses a vault shown for another account, generation or pair of keys", () => {
    const { session } = famille;
    const memoire = memoireVide();
    const essai = (autre: Partial<Session>) => {
      faire(memoire, "deriveAuth", { identifiant: session.identifiant, phrase });
      return codeDe(memoire, "openVault", { session: { ...session, ...autre }, etab });
    };
    expect(essai({})).toBe("ok");
    expect(essai({ compte: agent })).toBe("coffre_refuse");
    expect(essai({ gen: 2 })).toBe("coffre_refuse");
    expect(essai({ pk_kem: session.pk_sign })).toBe("coffre_refuse");
    expect(essai({ coffre: retourner(session.coffre, 40) })).toBe("coffre_refuse");
  });
  it("needs the phrase of that very account", () => {
    expect(codeDe(memoireVide(), "openVault", { session: famille.session, etab })).toBe("coffre_ferme");
  });
  it("tells a mistyped letter code", () => {
    expect(
      codeDe(memoireVide(), "letterAuth", { identifiant: "K7Q29XFM3T", code: "M2GT-58X4-MPKA-FA59-NANT-SBDE-NW5K" }),
    ).toBe("ok");
    expect(
      codeDe(memoireVide(), "letterAuth", { identifiant: "K7Q29XFM3T", code: "M2GT-58X4-MPKA-FA59-NANT-SBDE-NW5M" }),
    ).toBe("code_lettre_invalide");
  });
  it("passes its own self-test", () => {
    expect(codeDe(memoireVide(), "selfTest", undefined)).toBe("ok");
  });
});

describe("directory", () => {
  const accepter = (change: Partial<Annuaire>, racine = ceremonie.empreinte, quand = maintenant, epoque = 1) =>
    codeDe(memoireVide(), "acceptDirectory", {
      annuaire: { ...annuaire, ...change },
      racine,
      epoque_min: epoque,
      maintenant: quand,
    });
  it("accepts the ceremony's, and nothing that the pin, the clock or the epoch contradicts", () => {
    expect(accepter({})).toBe("ok");
    expect(accepter({}, versB64(new Uint8Array(32)))).toBe("empreinte_differente");
    expect(accepter({}, ceremonie.empreinte, maintenant - 2 * 86_400)).toBe("annuaire_refuse");
    expect(accepter({}, ceremonie.empreinte, maintenant + 461 * 86_400)).toBe("annuaire_refuse");
    expect(accepter({}, ceremonie.empreinte, maintenant, 2)).toBe("annuaire_refuse");
    expect(accepter({ certificats: annuaire.certificats.slice(1) })).toBe("annuaire_refuse");
    expect(accepter({ instantanes: [] })).toBe("annuaire_refuse");
    expect(accepter({ certificats: [retourner(annuaire.certificats[0]!, 60), annuaire.certificats[1]!] })).toBe(
      "annuaire_refuse",
    );
  });
  it("says when nothing was pinned", () => {
    const vu = faire(memoireVide(), "acceptDirectory", { annuaire, racine: "", epoque_min: 0, maintenant });
    expect(vu).toMatchObject({ epinglee: false, racine: ceremonie.empreinte, etab });
  });
  it("gives its 12 characters, and knows them typed", () => {
    const { texte } = faire(memoireVide(), "shortFingerprint", { empreinte: ceremonie.empreinte });
    expect(texte).toBe(ceremonie.empreinte_courte);
    const egal = (tape: string) =>
      faire(memoireVide(), "matchesShortFingerprint", { empreinte: ceremonie.empreinte, tape }).egal;
    expect(egal(texte.toLowerCase().replaceAll("-", " "))).toBe(true);
    expect(egal(texte.slice(1))).toBe(false);
    expect(egal("?".repeat(12))).toBe(false);
  });
  it("the kit: any two sheets give the root back; the same twice, or another kit's, do not", () => {
    const memoire = memoireVide();
    faire(memoire, "acceptDirectory", { annuaire, racine: ceremonie.empreinte, epoque_min: 1, maintenant });
    const [a, b, c] = ceremonie.feuilles.map((f) => f.octets) as [string, string, string];
    const tapee = ceremonie.feuilles[0]!.groupes.join(" ").toLowerCase();
    const reunir = (une: string, autre: string) =>
      codeDe(memoire, "checkKit", { une, autre, racine: ceremonie.empreinte });
    expect([reunir(a, b), reunir(b, c), reunir(c, a), reunir(tapee, c)]).toEqual(["ok", "ok", "ok", "ok"]);
    expect(reunir(a, a)).toBe("kit_refuse");
    const autre = faire(memoireVide(), "holdCeremony", { uai: "0009990J", etab, phrase: phraseInfirmiere, maintenant });
    expect(reunir(a, autre.feuilles[1]!.octets)).toBe("kit_refuse");
  }, 60_000);
});

describe("pli", () => {
  it("is read again by its sender, and by nobody in another slot", () => {
    const relire = (dans: string, version = 1) =>
      executer(famille.memoire, "openOwnPli", {
        volet: dans,
        pli,
        kind: 2,
        version,
        manifeste: depose.manifeste,
        corps,
      });
    const lu = relire(volet);
    expect(lu.ok && lu.value.donnees).toEqual(formulaire);
    expect(relire(autreVolet)).toEqual({ ok: false, code: "pli_refuse" });
    expect(relire(volet, 2)).toEqual({ ok: false, code: "pli_refuse" });
  });
  it("has one length whatever the form says", () => {
    const autre = faire(famille.memoire, "sealPli", {
      volet,
      pli,
      kind: 2,
      version: 1,
      precedent: "",
      maintenant,
      metadonnees: {},
      donnees: new Uint8Array(65_528),
    });
    expect(autre.corps.length).toBe(corps.length);
    expect(autre.manifeste.length).toBe(depose.manifeste.length);
    const trop = {
      volet,
      pli,
      kind: 2 as const,
      version: 1,
      precedent: "",
      maintenant,
      metadonnees: {},
      donnees: new Uint8Array(65_529),
    };
    expect(codeDe(famille.memoire, "sealPli", trop)).toBe("pli_trop_grand");
  });
  it("is not sealed without keys and a directory", () => {
    const demande = {
      volet,
      pli,
      kind: 2 as const,
      version: 1,
      precedent: "",
      maintenant,
      metadonnees: {},
      donnees: formulaire,
    };
    expect(codeDe(memoireVide(), "sealPli", demande)).toBe("coffre_ferme");
  });
});

describe("nurse", () => {
  function ouvrir(): Memoire {
    const memoire = memoireVide();
    faire(memoire, "openTrousseau", { trousseau: ceremonie.trousseau, phrase: phraseInfirmiere, annuaire, maintenant });
    return memoire;
  }
  const juge = (memoire: Memoire, ...plis: PliInfirmerie[]) => faire(memoire, "judgePlis", { plis }).confiances;

  it("opens her key file with her phrase only, and only beside her own health office", () => {
    const demande = { trousseau: ceremonie.trousseau, phrase: phraseInfirmiere, annuaire, maintenant };
    expect(codeDe(memoireVide(), "openTrousseau", demande)).toBe("ok");
    expect(codeDe(memoireVide(), "openTrousseau", { ...demande, phrase })).toBe("trousseau_refuse");
    const autre = faire(memoireVide(), "holdCeremony", { uai: "0009990J", etab, phrase, maintenant });
    const faux = { racine: autre.racine, certificats: autre.certificats, instantanes: [autre.instantane] };
    expect(codeDe(memoireVide(), "openTrousseau", { ...demande, annuaire: faux })).toBe("empreinte_differente");
  }, 60_000);

  it("believes a bordereau with its slip, and refuses it without", () => {
    const memoire = ouvrir();
    expect(codeDe(memoire, "importBordereau", { bordereau, feuillet: "AAAA-AAAA-AAAA" })).toBe("bordereau_refuse");
    const { lignes } = faire(memoire, "importBordereau", { bordereau, feuillet: feuillet.toLowerCase() });
    expect(lignes).toEqual([
      {
        resp_id: resp,
        gen: 1,
        responsable: "MME BRUYERE Anne",
        eleves: [{ volet, nom: "BRUYERE", prenom: "Lise", naissance: "2015-03-14", division: "6A" }],
      },
    ]);
  });

  it("tells the three cases apart, and reads what the letter vouches for", () => {
    const memoire = ouvrir();
    expect(juge(memoire, depose)).toEqual(["a_confirmer"]); // slip not imported yet
    faire(memoire, "importBordereau", { bordereau, feuillet });
    const { bind_tag: _, ...sansMarque } = depose.expediteur;
    const faussee = {
      ...depose,
      expediteur: { ...depose.expediteur, bind_tag: retourner(depose.expediteur.bind_tag!, 3) },
    };
    expect(juge(memoire, depose)).toEqual(["confirmee"]);
    expect(juge(memoire, { ...depose, expediteur: { ...sansMarque, voie: "code" } })).toEqual(["a_confirmer"]);
    expect(juge(memoire, faussee)).toEqual(["refusee"]);
    expect(juge(memoire, { ...depose, volet: autreVolet })).toEqual(["refusee"]);
    expect(juge(memoire, { ...depose, manifeste: retourner(depose.manifeste, 500) })).toEqual(["refusee"]);
    const lu = faire(memoire, "openPli", { pli: depose, corps });
    expect(lu).toMatchObject({ confiance: "confirmee", metadonnees: { nature: "fiche" } });
    expect(lu.donnees).toEqual(formulaire);
    expect(codeDe(memoire, "openPli", { pli: faussee, corps })).toBe("pli_refuse");
    const abime = corps.slice();
    abime[70]! ^= 1;
    expect(codeDe(memoire, "openPli", { pli: depose, corps: abime })).toBe("pli_refuse");
  });

  it("follows versions, and sees a pli rolled back or a version withheld", () => {
    const memoire = ouvrir();
    faire(memoire, "importBordereau", { bordereau, feuillet });
    faire(memoire, "openPli", { pli: depose, corps });
    const v1 = faire(memoire, "openPli", { pli: depose, corps }).empreinte;
    const deux = sceller(famille, 2, v1);
    const trois = sceller(famille, 3, deux.scelle.empreinte);
    expect(juge(memoire, trois.recu)).toEqual(["refusee"]);
    expect(juge(memoire, trois.recu, deux.recu)).toEqual(["confirmee", "confirmee"]);
    faire(memoire, "openPli", { pli: trois.recu, corps: trois.scelle.corps });
    expect(juge(memoire, depose)).toEqual(["refusee"]);
  });

  it("keeps her notebook closed, and finds it again", () => {
    const memoire = ouvrir();
    faire(memoire, "importBordereau", { bordereau, feuillet });
    faire(memoire, "openPli", { pli: depose, corps });
    const { carnet } = faire(memoire, "closeCarnet", undefined);
    const suite = ouvrir();
    expect(faire(suite, "openCarnet", { carnet })).toMatchObject({ bordereaux: [bordereau.id], plis: { [pli]: 1 } });
    expect(juge(suite, depose)).toEqual(["confirmee"]);
    expect(codeDe(suite, "openCarnet", { carnet: retourner(carnet, 50) })).toBe("carnet_refuse");
  });

  it("forgets everything when told to", () => {
    const memoire = ouvrir();
    faire(memoire, "forget", undefined);
    expect(codeDe(memoire, "openPli", { pli: depose, corps })).toBe("coffre_ferme");
  });
});

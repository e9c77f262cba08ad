// node tests/captures/famille.mjs [dossier] [motif]: every families' screen at both sizes, axe on each.
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { ouvrirMaison, tailles } from "./maison.mjs";

const [dossier = "/tmp/captures/famille", motif = ""] = process.argv.slice(2);
const photo = fileURLToPath(new URL("./photo.jpg", import.meta.url));
const volet = "a1".repeat(16);
const autreVolet = "b2".repeat(16);
const b64 = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8";
const juin = 1_780_416_240; // 2 June 2026, 18 h 04
const lien = `/a#1.K7M2P4XQ9T.0123456789ABCDEFGHJKMNPQRSTV.${b64}.1`;

const piece = (type, plus = {}) => ({
  type,
  obligatoire: type === "justificatif_domicile",
  etat: "a_envoyer",
  version: 0,
  reasons: [],
  found: {},
  pages: 0,
  ...plus,
});
const lue = (plus) => ({ etat: "lue", version: 1, deposee_le: juin, pages: 1, ...plus });

class Boite {
  constructor({
    campagne = "ouverte",
    connecte = true,
    role = "responsable",
    pieces,
    sante,
    codes = {},
    vide = false,
    plis = [],
    messages = [],
  } = {}) {
    Object.assign(this, { campagne, connecte, role, codes, vide, plis, messages });
    this.pieces = pieces ?? [piece("justificatif_domicile"), piece("assurance_scolaire")];
    this.sante = sante ?? { etat: "a_faire" };
    this.perdu = false;
  }
  session() {
    return {
      compte: "c3".repeat(16),
      role: this.role,
      nom: "",
      identifiant: "K7M2P4XQ9T",
      gen: 1,
      coffre: b64,
      pk_sign: b64,
      pk_kem: b64,
      derniere: juin - 86_400 * 3,
    };
  }
  moi() {
    const eleve = { prenom: "Anémone", nom: "ROITELET", naissance: "2014-03-09", division: "6A", niveau: "5e" };
    return {
      responsable: {
        civilite: "MME",
        nom: "ROITELET",
        prenom: "Bruyère",
        adresse: ["Mme Bruyère ROITELET", "12 rue des Lilas", "75012 PARIS"],
        portable: "42",
        courriel: "b•••@example.org",
      },
      volets: this.vide
        ? []
        : [
            { id: volet, eleve, pieces: this.pieces, sante: this.sante },
            {
              id: autreVolet,
              eleve: { prenom: "Tilleul", nom: "ROITELET", naissance: "2012-06-30", division: "4C", niveau: "3e" },
              pieces: [piece("justificatif_domicile", lue({ etat: "acceptee", decidee_le: juin + 86_400 }))],
              sante: { etat: "deposee", depose_le: juin, pli: "d4".repeat(16), version: 1, empreinte: b64 },
            },
          ],
    };
  }
  async repondre(route) {
    const demande = route.request();
    const chemin = new URL(demande.url()).pathname.replace("/api/v1", "");
    const cle = `${demande.method()} ${chemin.replaceAll(/[0-9a-f]{32}/g, ":id")}`;
    const json = (corps, status = 200) =>
      route.fulfill({ status, contentType: "application/json", body: JSON.stringify(corps) });
    const refus = (code, status, entetes = {}) =>
      route.fulfill({
        status,
        headers: entetes,
        contentType: "application/problem+json",
        body: JSON.stringify({ type: "about:blank", status, code }),
      });
    const force = this.codes[cle];
    if (force) return refus(...force);
    if (!this.connecte && /moi|volets|envois|^GET \/session/.test(cle)) return refus("session_absente", 401);
    switch (cle) {
      case "GET /accueil":
        return json({
          etab: "10".repeat(16),
          nom: "Collège des Tilleuls",
          telephone: "01 23 45 67 89",
          horaires: "8 h - 17 h, sauf mercredi après-midi",
          annee: 2026,
          campagne: this.campagne,
          ferme_le: "2026-06-12",
          demonstration: true,
          version: "0.1.0",
          maintenant: juin,
          pk_boite: b64,
          lecteur: "hors_ligne",
        });
      case "GET /annuaire":
        return json({ racine: b64, certificats: [b64], instantanes: [b64] });
      case "GET /session":
        return json(this.session());
      case "POST /session":
        this.connecte = true;
        return json(this.session());
      case "DELETE /session":
        this.connecte = false;
        return route.fulfill({ status: 204 });
      case "POST /activation/ouvrir":
        return json({ resp_id: "c3".repeat(16), gen: 1, role: "responsable" });
      case "POST /activation/terminer":
        return route.fulfill({ status: 201 });
      case "GET /moi":
        return json(this.moi());
      case "POST /volets/:id/envois":
        return route.fulfill({
          status: 201,
          headers: { "Tus-Resumable": "1.0.0", Location: `/api/v1/envois/${"e5".repeat(16)}` },
        });
      case "PATCH /envois/:id": {
        if (this.lent) return undefined; // never answered: the upload stays where it is
        const fin = Number(demande.headers()["upload-offset"]) + (demande.postDataBuffer()?.length ?? 0);
        return route.fulfill({ status: 204, headers: { "Tus-Resumable": "1.0.0", "Upload-Offset": String(fin) } });
      }
      case "PUT /volets/:id/plis/:id/1":
        this.sante = { etat: "deposee", depose_le: juin, pli: "d4".repeat(16), version: 1, empreinte: b64 };
        return json({ id: "d4".repeat(16), kind: 2, version: 1, empreinte: b64, depose_le: juin }, 201);
      case "GET /volets/:id/plis":
        return json({ plis: this.plis });
      case "GET /volets/:id/messages":
        return json({ messages: this.messages });
      case "POST /volets/:id/plis/:id/retirer":
        this.plis = [];
        return route.fulfill({ status: 204 });
      case "POST /volets/:id/messages/:id/lu":
      case "PUT /coffre":
        return route.fulfill({ status: 204 });
      case "GET /volets/:id/messages/:id/corps":
        return route.fulfill({ contentType: "application/octet-stream", body: Buffer.alloc(100) });
      case "GET /volets/:id/plis/:id/1":
        return json({ manifeste: b64 });
      case "GET /volets/:id/plis/:id/1/corps":
        return route.fulfill({ contentType: "application/octet-stream", body: Buffer.alloc(100) });
    }
    const une = chemin.match(/\/pieces\/([a-z_]+)(\/pages\/\d+)?$/);
    if (une?.[2]) return route.fulfill({ contentType: "image/jpeg", path: photo });
    if (une) {
      const trouvee = this.pieces.find(({ type }) => type === une[1]);
      if (demande.method() === "DELETE") Object.assign(trouvee, { etat: "a_envoyer", version: 0, pages: 0, found: {} });
      if (demande.method() === "PUT")
        Object.assign(trouvee, { etat: "en_lecture", version: 1, etape: "attente", attente: 20 });
      return json(trouvee, demande.method() === "PUT" ? 202 : 200);
    }
    return refus("introuvable", 404);
  }
}

const domicile = `/famille/${volet}/pieces/justificatif_domicile`;
const avec = (plus) => new Boite({ pieces: [piece("justificatif_domicile", plus), piece("assurance_scolaire")] });
const bouton = (nom) => (p) => p.getByRole("button", { name: nom }).click();
const choisir = async (p, fichier) => {
  await p.locator("input[type=file]").last().setInputFiles(fichier);
  await p.locator(".envoi-page").first().waitFor();
};
const chezPiece = (type) => `/famille/${volet}/pieces/${type}`;
const avecPiece = (type, plus) => new Boite({ pieces: [piece("justificatif_domicile"), piece(type, plus)] });
const tousTypes = [
  "quotient_familial",
  "rib",
  "certificat_radiation",
  "livret_famille",
  "identite_enfant",
  "identite_responsable",
  "jugement",
  "photo_identite",
  "bulletin",
  "autre",
];
const pli = (plus = {}) => ({
  id: "d4".repeat(16),
  kind: 2,
  version: 1,
  empreinte: b64,
  depose_le: juin,
  octets: 65_553,
  depot: { moment: juin, signature: b64 },
  ...plus,
});
const recu = (signature = b64) => ({ cert: "10".repeat(16), version: 1, empreinte: b64, jour: 20_609, signature });
const message = (plus = {}) => ({ id: "77".repeat(16), version: 1, manifeste: b64, depose_le: juin + 86_400, ...plus });
const aujourdhui = Math.floor(Date.now() / 1000) - 3600;
const recent = (plus) => pli({ depot: { moment: aujourdhui, signature: b64 }, ...plus });
const papier = (plus) => recent({ id: "e5".repeat(16), kind: 1, octets: 851_968, ...plus });
const donnerPhrase = async (p) => {
  await p.getByLabel("Phrase secrète").fill("une phrase assez longue");
  await bouton("Continuer")(p);
};
const ordonnance = { name: "ordonnance-mai.pdf", mimeType: "application/pdf", buffer: Buffer.alloc(230_000, "%PDF-") };
const choisirPapiers = async (p) => {
  await p
    .locator("input[type=file]")
    .last()
    .setInputFiles([{ name: "IMG_1.jpg", mimeType: "image/jpeg", buffer: readFileSync(photo) }, ordonnance]);
  await p.locator(".envoi-page").nth(1).waitFor();
};
const papiers = `/famille/${volet}/sante/papiers`;
const envois = `/famille/${volet}/sante/envois`;
const remplirFiche = async (p) => {
  await p.getByLabel("J'ai quelque chose à dire").check();
  await p.getByLabel("Allergies").fill("Arachide : urticaire en dix minutes.");
  await p.getByLabel("Traitements").fill("Ventoline avant le sport.");
  await p.getByLabel("Oui, il existe déjà").check();
  await p.getByLabel("L'infirmerie peut m'appeler.").check();
};
const versRelire = async (p) => {
  await remplirFiche(p);
  await bouton("Relire")(p);
  await p.getByRole("heading", { name: "Relisez bien" }).waitFor();
};

const scenes = {
  connexion: { boite: () => new Boite({ connecte: false }), chemin: "/" },
  "connexion-erreurs": { boite: () => new Boite({ connecte: false }), chemin: "/", gestes: bouton("Ouvrir") },
  "connexion-refusee": {
    boite: () => new Boite({ connecte: false, codes: { "POST /session": ["identifiants_refuses", 401] } }),
    chemin: "/",
    gestes: async (p) => {
      await p.getByLabel("Identifiant").fill("k7m2p 4xq9t");
      await p.getByLabel("Phrase secrète").fill("une phrase fausse mais longue");
      await bouton("Ouvrir")(p);
      await p.getByRole("alert").waitFor();
    },
  },
  "connexion-essais": {
    boite: () =>
      new Boite({ connecte: false, codes: { "POST /session": ["trop_essais", 429, { "Retry-After": "240" }] } }),
    chemin: "/",
    gestes: async (p) => {
      await p.getByLabel("Identifiant").fill("k7m2p 4xq9t");
      await p.getByLabel("Phrase secrète").fill("une phrase fausse mais longue");
      await bouton("Ouvrir")(p);
      await p.getByRole("alert").waitFor();
    },
  },
  "connexion-ouverture": {
    boite: () => new Boite({ connecte: false }),
    chemin: "/?coffre=lent",
    gestes: async (p) => {
      await p.getByLabel("Identifiant").fill("k7m2p 4xq9t");
      await p.getByLabel("Phrase secrète").fill("une phrase assez longue");
      await bouton("Ouvrir")(p);
    },
  },
  "lettre-tapee": { boite: () => new Boite({ connecte: false }), chemin: "/a" },
  "lettre-tapee-erreurs": { boite: () => new Boite({ connecte: false }), chemin: "/a", gestes: bouton("Continuer") },
  "lettre-verification": { boite: () => new Boite({ connecte: false }), chemin: lien.replace("/a", "/a?coffre=lent") },
  "lettre-abimee": { boite: () => new Boite({ connecte: false }), chemin: lien.slice(0, 40) },
  "lettre-refusee": {
    boite: () => new Boite({ connecte: false, codes: { "POST /activation/ouvrir": ["introuvable", 404] } }),
    chemin: lien,
    gestes: (p) => p.getByRole("heading", { name: "Ce code" }).waitFor(),
  },
  "lettre-empreinte": {
    boite: () => new Boite({ connecte: false }),
    chemin: lien.replace("/a", "/a?coffre=empreinte_differente"),
    gestes: (p) => p.getByRole("heading", { name: "Arrêtez" }).waitFor(),
  },
  "lettre-appareil": {
    boite: () => new Boite({ connecte: false }),
    chemin: lien.replace("/a", "/a?coffre=appareil_refuse"),
    gestes: (p) => p.getByRole("heading", { name: "Cet appareil" }).waitFor(),
  },
  "lettre-pas-ouverte": {
    boite: () => new Boite({ connecte: false, campagne: "preparee" }),
    chemin: lien,
    gestes: (p) => p.getByRole("heading", { name: "pas encore ouverte" }).waitFor(),
  },
  "lettre-campagne-fermee": {
    boite: () => new Boite({ connecte: false, campagne: "fermee" }),
    chemin: lien,
    gestes: (p) => p.getByRole("heading", { name: "fermée" }).waitFor(),
  },
  phrase: {
    boite: () => new Boite({ connecte: false }),
    chemin: lien,
    gestes: (p) => p.getByRole("button", { name: "Je l'ai notée" }).waitFor(),
  },
  "phrase-mienne": {
    boite: () => new Boite({ connecte: false }),
    chemin: lien,
    gestes: async (p) => {
      await bouton("Choisir la mienne")(p);
      await p.getByLabel("Phrase secrète").fill("court");
      await bouton("Continuer")(p);
      await p.getByRole("alert").waitFor();
    },
  },
  "phrase-confirmer": {
    boite: () => new Boite({ connecte: false }),
    chemin: lien,
    gestes: async (p) => {
      await p.waitForTimeout(600);
      await bouton("Je l'ai notée")(p);
      await p.getByLabel("Phrase secrète").fill("autre chose");
      await bouton("Ouvrir mon espace")(p);
      await p.getByRole("alert").waitFor();
    },
  },
  accueil: { boite: () => new Boite(), chemin: "/", gestes: (p) => p.getByText("Anémone").first().waitFor() },
  "accueil-refaire": {
    boite: () => avec({ etat: "a_refaire", version: 1, motif: "coupee", deposee_le: juin, decidee_le: juin + 86_400 }),
    chemin: "/",
    gestes: (p) => p.getByText("Ce qui s'est passé").first().click(),
  },
  "accueil-vide": {
    boite: () => new Boite({ vide: true }),
    chemin: "/",
    gestes: (p) => p.getByText("Aucun enfant").waitFor(),
  },
  "accueil-fermee": {
    boite: () => new Boite({ campagne: "fermee" }),
    chemin: "/",
    gestes: (p) => p.getByText("Anémone").first().waitFor(),
  },
  "accueil-agent": { boite: () => new Boite({ role: "secretariat" }), chemin: "/" },
  piece: { boite: () => new Boite(), chemin: domicile },
  "piece-apercu": { boite: () => new Boite(), chemin: domicile, gestes: (p) => choisir(p, photo) },
  "piece-pdf": {
    boite: () => new Boite(),
    chemin: domicile,
    gestes: (p) =>
      choisir(p, {
        name: "facture-energie-avril.pdf",
        mimeType: "application/pdf",
        buffer: Buffer.alloc(230_000, "%PDF"),
      }),
  },
  "piece-mauvais-type": {
    boite: () => new Boite(),
    chemin: domicile,
    gestes: async (p) => {
      await p
        .locator("input[type=file]")
        .last()
        .setInputFiles({ name: "lettre.docx", mimeType: "application/msword", buffer: Buffer.alloc(20) });
      await p.getByRole("alert").waitFor();
    },
  },
  "piece-envoi": {
    boite: () => Object.assign(new Boite(), { lent: true }),
    chemin: domicile,
    gestes: async (p) => {
      await choisir(p, photo);
      await bouton("Oui, c'est lisible")(p);
      await p.getByRole("heading", { name: "Envoi en cours" }).waitFor();
    },
  },
  "piece-hors-ligne": {
    boite: () => Object.assign(new Boite(), { lent: true }),
    chemin: domicile,
    gestes: async (p, contexte) => {
      await choisir(p, photo);
      await bouton("Oui, c'est lisible")(p);
      await p.getByRole("heading", { name: "Envoi en cours" }).waitFor();
      await p.waitForTimeout(300);
      await contexte.setOffline(true);
      await p.getByText("Connexion perdue").waitFor();
    },
  },
  "piece-lecture": {
    boite: () => new Boite(),
    chemin: domicile,
    gestes: async (p) => {
      await choisir(p, photo);
      await bouton("Oui, c'est lisible")(p);
      await p.getByText("Nous la lisons").waitFor();
    },
  },
  "piece-conforme": {
    boite: () =>
      avec(lue({ outcome: "conforme", found: { date_emission: "2026-05-12", code_postal: "75012", code_type: "00" } })),
    chemin: domicile,
  },
  "piece-doutes": {
    boite: () =>
      avec(
        lue({ outcome: "a_verifier", reasons: ["nom_absent", "trop_ancien"], found: { date_emission: "2026-02-11" } }),
      ),
    chemin: domicile,
  },
  "piece-illisible": {
    boite: () => avec(lue({ outcome: "illisible", reasons: ["mot_de_passe"], pages: 0 })),
    chemin: domicile,
  },
  "piece-humain": { boite: () => avec(lue({ pages: 0 })), chemin: domicile },
  "piece-a-refaire": {
    boite: () =>
      avec(
        lue({ etat: "a_refaire", motif: "coupee", precision: "On ne voit pas le bas de la page.", decidee_le: juin }),
      ),
    chemin: domicile,
  },
  "piece-acceptee": {
    boite: () => avec(lue({ etat: "acceptee", decidee_le: juin, found: { date_emission: "2026-05-12" } })),
    chemin: domicile,
  },
  ...Object.fromEntries(
    tousTypes.map((type) => [`piece-${type}`, { boite: () => avecPiece(type), chemin: chezPiece(type) }]),
  ),
  "piece-pages": {
    boite: () => avecPiece("livret_famille"),
    chemin: chezPiece("livret_famille"),
    gestes: async (p) => {
      await choisir(p, [photo, photo]);
      await p
        .locator("input[type=file]")
        .last()
        .setInputFiles({
          name: "livret-de-famille.pdf",
          mimeType: "application/pdf",
          buffer: Buffer.alloc(230_000, "%PDF"),
        });
      await p.getByText("Vos 3 pages").waitFor();
      await bouton("Monter la page 3")(p);
      await bouton("Retirer la page 1")(p);
      await p.getByText("Page retirée").waitFor();
    },
  },
  "piece-cadrer": {
    boite: () => avecPiece("photo_identite"),
    chemin: chezPiece("photo_identite"),
    gestes: async (p) => {
      await p.locator("input[type=file]").last().setInputFiles(photo);
      await p.getByText("Cadrez comme").waitFor();
      await bouton("Agrandir")(p);
      await bouton("Vers le bas")(p);
      await bouton("Agrandir")(p);
    },
  },
  "piece-cadree": {
    boite: () => avecPiece("photo_identite"),
    chemin: chezPiece("photo_identite"),
    gestes: async (p) => {
      await p.locator("input[type=file]").last().setInputFiles(photo);
      await p.getByText("Cadrez comme").waitFor();
      await bouton("Agrandir")(p);
      await bouton("Garder ce cadre")(p);
      await p.locator(".envoi-page").first().waitFor();
    },
  },
  "piece-question-sante": {
    boite: () => new Boite(),
    chemin: domicile,
    gestes: async (p) => {
      await p
        .locator("input[type=file]")
        .last()
        .setInputFiles({
          name: "ordonnance-du-3-mai.pdf",
          mimeType: "application/pdf",
          buffer: Buffer.alloc(2_000, "%PDF"),
        });
      await p.getByText("Est-ce un papier médical").waitFor();
    },
  },
  "piece-medicale": {
    boite: () => avec(lue({ outcome: "a_verifier", reasons: ["piece_medicale"], pages: 0 })),
    chemin: domicile,
    gestes: (p) => p.getByText("Cela ressemble").waitFor(),
  },
  "piece-avis": {
    boite: () => avec({ etat: "en_lecture", version: 1, etape: "texte", avis: { outcome: "conforme", reasons: [] } }),
    chemin: domicile,
    gestes: (p) => p.getByText("La première page est lue").waitFor(),
  },
  "piece-quotient-lu": {
    boite: () =>
      avecPiece(
        "quotient_familial",
        lue({ outcome: "conforme", pages: 2, found: { quotient_caf: "612", mois: "2026-05", enfant: "Anémone" } }),
      ),
    chemin: chezPiece("quotient_familial"),
  },
  "piece-rib-lu": {
    boite: () =>
      avecPiece(
        "rib",
        lue({ outcome: "conforme", found: { iban: "FR7612345987650123456789014", titulaire: "Mme Bruyère ROITELET" } }),
      ),
    chemin: chezPiece("rib"),
  },
  "piece-identite-lue": {
    boite: () =>
      avecPiece(
        "identite_responsable",
        lue({
          outcome: "conforme",
          pages: 2,
          found: { expiration_imprimee: "2022-03-01", expiration_reelle: "2027-03-01", naissance: "1985-02-11" },
        }),
      ),
    chemin: chezPiece("identite_responsable"),
  },
  "piece-retirer": {
    boite: () => avec(lue({ outcome: "a_verifier", reasons: ["trop_ancien"] })),
    chemin: domicile,
    gestes: bouton("Retirer ce que"),
  },
  "piece-inconnue": { boite: () => new Boite(), chemin: `/famille/${"f6".repeat(16)}/pieces/justificatif_domicile` },
  "sante-explication": { boite: () => new Boite(), chemin: `/famille/${volet}/sante` },
  "sante-absente": {
    boite: () => new Boite({ sante: { etat: "infirmerie_absente" } }),
    chemin: `/famille/${volet}/sante`,
  },
  "sante-fiche": { boite: () => new Boite(), chemin: `/famille/${volet}/sante/fiche`, gestes: remplirFiche },
  "sante-fiche-erreurs": {
    boite: () => new Boite(),
    chemin: `/famille/${volet}/sante/fiche`,
    gestes: bouton("Relire"),
  },
  "sante-relire": { boite: () => new Boite(), chemin: `/famille/${volet}/sante/fiche`, gestes: versRelire },
  "sante-cle": {
    boite: () => new Boite(),
    chemin: `/famille/${volet}/sante/fiche`,
    gestes: async (p) => {
      await versRelire(p);
      await bouton("Fermer l'enveloppe")(p);
    },
  },
  "sante-refus": {
    boite: () => new Boite({ codes: { "PUT /volets/:id/plis/:id/1": ["pli_refuse", 422] } }),
    chemin: `/famille/${volet}/sante/fiche`,
    gestes: async (p) => {
      await versRelire(p);
      await bouton("Fermer l'enveloppe")(p);
      await p.getByLabel("Phrase secrète").fill("une phrase assez longue");
      await bouton("Continuer")(p);
      await p.getByRole("alert").waitFor();
    },
  },
  "sante-fermee": {
    boite: () => new Boite(),
    chemin: `/famille/${volet}/sante/fiche`,
    gestes: async (p) => {
      await versRelire(p);
      await bouton("Fermer l'enveloppe")(p);
      await p.getByLabel("Phrase secrète").fill("une phrase assez longue");
      await bouton("Continuer")(p);
      await p.getByText("Enveloppe fermée").waitFor();
    },
  },
  "sante-mienne": {
    boite: () => new Boite({ plis: [pli()] }),
    chemin: `${envois}/${"d4".repeat(16)}`,
    gestes: async (p) => {
      await donnerPhrase(p);
      await p.getByText("Arachide").waitFor();
    },
  },
  "sante-image": {
    boite: () => new Boite({ plis: [papier()] }),
    chemin: `${envois}/${"e5".repeat(16)}`,
    gestes: async (p) => {
      await donnerPhrase(p);
      await p.locator("img.apercu").waitFor();
    },
  },
  "sante-pdf": {
    boite: () => new Boite({ plis: [papier({ id: "a7".repeat(16) })] }),
    chemin: `${envois}/${"a7".repeat(16)}`,
    gestes: async (p) => {
      await donnerPhrase(p);
      await p.getByText("Enregistrer mon fichier").waitFor();
    },
  },
  "sante-envois": {
    boite: () =>
      new Boite({
        plis: [pli({ recu: recu(), detruit_le: juin + 30 * 86_400 }), recent({ version: 2 }), papier()],
      }),
    chemin: envois,
    gestes: async (p) => {
      await donnerPhrase(p);
      await p.getByText("Son reçu est signé").first().waitFor();
    },
  },
  "sante-envois-mauvais": {
    boite: () =>
      new Boite({
        plis: [
          pli(),
          papier({ recu: recu("") }),
          papier({ id: "f6".repeat(16), depot: { moment: aujourdhui, signature: "" } }),
        ],
      }),
    chemin: envois,
    gestes: async (p) => {
      await donnerPhrase(p);
      await p.getByText("10 jours ouvrés").waitFor();
    },
  },
  "sante-envois-vide": {
    boite: () => new Boite(),
    chemin: envois,
    gestes: async (p) => {
      await donnerPhrase(p);
      await p.getByText("encore rien envoyé").waitFor();
    },
  },
  "sante-retirer": {
    boite: () => new Boite({ plis: [papier()] }),
    chemin: envois,
    gestes: async (p) => {
      await donnerPhrase(p);
      await bouton("La retirer")(p);
      await bouton("Oui, la retirer")(p);
    },
  },
  "sante-messages": {
    boite: () => new Boite({ messages: [message({ id: "9".repeat(32) }), message()] }),
    chemin: `/famille/${volet}/sante/messages`,
    gestes: async (p) => {
      await donnerPhrase(p);
      await p.getByText("page 2").waitFor();
    },
  },
  "accueil-message": {
    boite: () => new Boite({ messages: [message()] }),
    chemin: "/",
    gestes: (p) => p.getByText("1 nouveau").first().waitFor(),
  },
  papiers: { boite: () => new Boite(), chemin: papiers },
  "papiers-choisis": { boite: () => new Boite(), chemin: papiers, gestes: choisirPapiers },
  "papiers-refuses": {
    boite: () => new Boite(),
    chemin: papiers,
    gestes: async (p) => {
      await p
        .locator("input[type=file]")
        .last()
        .setInputFiles([{ name: "photo.heic", mimeType: "image/heic", buffer: Buffer.alloc(20) }, ordonnance]);
      await p.getByRole("alert").waitFor();
    },
  },
  "papiers-envoi": {
    boite: () => Object.assign(new Boite(), { lent: true }),
    chemin: papiers,
    gestes: async (p) => {
      await choisirPapiers(p);
      await bouton("Fermer les 2 enveloppes")(p);
      await donnerPhrase(p);
      await p.getByText("Il attend son tour").waitFor();
    },
  },
  "papiers-rates": {
    boite: () => new Boite({ codes: { "PUT /volets/:id/plis/:id/1": ["trop_de_plis", 409] } }),
    chemin: papiers,
    gestes: async (p) => {
      await choisirPapiers(p);
      await bouton("Fermer les 2 enveloppes")(p);
      await donnerPhrase(p);
      await p.getByText("Dix enveloppes").nth(1).waitFor();
    },
  },
  "papiers-partis": {
    boite: () => new Boite(),
    chemin: papiers,
    gestes: async (p) => {
      await choisirPapiers(p);
      await bouton("Fermer les 2 enveloppes")(p);
      await donnerPhrase(p);
      await p.getByText("sont fermés et envoyés").waitFor();
    },
  },
  compte: { boite: () => new Boite(), chemin: "/famille/compte" },
  "compte-ailleurs": {
    boite: () => new Boite(),
    chemin: "/famille/compte",
    gestes: bouton("Fermer mon espace ailleurs"),
  },
  "compte-phrase": { boite: () => new Boite(), chemin: "/famille/compte/phrase", gestes: bouton("Continuer") },
  "compte-phrase-changee": {
    boite: () => new Boite(),
    chemin: "/famille/compte/phrase",
    gestes: async (p) => {
      await p.getByLabel("Votre phrase d'aujourd'hui").fill("une phrase assez longue");
      await bouton("Continuer")(p);
      const phrase = await p.getByRole("status", { name: "Phrase proposée" }).textContent();
      await bouton("Je l'ai notée")(p);
      await p.getByLabel("Phrase secrète").fill(phrase.trim());
      await bouton("Changer ma phrase")(p);
      await p.getByRole("heading", { name: "est changée" }).waitFor();
    },
  },
  "session-finie": {
    boite: () => new Boite(),
    chemin: `/famille/${volet}/sante/fiche`,
    gestes: async (p) => {
      await remplirFiche(p);
      await p.evaluate(() => new BroadcastChannel("dsco-session").postMessage("quitter"));
      await p.getByRole("heading", { name: "refermé" }).waitFor();
    },
  },
};

const maison = await ouvrirMaison({ entree: "famille", dossier });
for (const [nom, { boite, ...reste }] of Object.entries(scenes)) {
  if (!nom.includes(motif)) continue;
  for (const taille of tailles) {
    await maison.scene(nom, { ...reste, boite: boite(), taille });
  }
}
process.exitCode = (await maison.fermer()) > 0 ? 1 : 0;

// An invitation: the code is drawn here and printed here. The box keeps what recognises it, and cannot show it again.
import { useEffect, useState } from "preact/hooks";
import type { Accueil, Invitation } from "../../api.gen";
import { coffre } from "../../coffre/coffre";
import type { Lettre } from "../../coffre/contrat";
import { enGroupes } from "../../commun/acces/lettre";
import { preparerCoffre } from "../../commun/acces/ouvrir";
import { echec, lireAccueil, type Outcome, reussite } from "../../commun/api";
import { inviterCollegue } from "../../commun/api_acces";
import { Alerte } from "../../commun/composants/Alerte";
import { Bouton } from "../../commun/composants/Bouton";
import { Carre } from "../../commun/composants/Carre";
import { Champ, Choix } from "../../commun/composants/Champ";
import { Titre } from "../../commun/composants/Titre";
import { jour } from "../../commun/format";
import { messageErreur, t } from "../../commun/i18n";
import { versHex } from "../../commun/octets";

const roles = ["secretariat", "infirmerie", "direction", "technique"] as const;
const validite = 45 * 86_400;

export interface Invitee {
  nom: string;
  role: Invitation["role"];
  lettre: Lettre;
  expire_le: number;
}

async function fabriquer(nom: string, role: Invitation["role"]): Promise<Outcome<Invitee>> {
  const accueil = await lireAccueil();
  if (!accueil.ok) return accueil;
  const { etab, maintenant } = accueil.value;
  const expire_le = maintenant + validite;
  // The account does not exist yet: the letter is drawn for nobody in particular.
  const personne = {
    resp_id: versHex(crypto.getRandomValues(new Uint8Array(16))),
    gen: 1,
    civilite: "",
    nom,
    prenom: "",
    adresse: [],
    divisions: [],
    enfants: [],
    compte: "sans_lettre" as const,
  };
  const faite = await coffre.call("makeLetters", {
    courriers: [personne],
    etab,
    avecInfirmerie: false,
    expire_le,
    maintenant,
  });
  if (!faite.ok) return faite;
  const [lettre] = faite.value.lettres;
  const [codes] = faite.value.envoi.lettres;
  if (!lettre || !codes) return echec("reponse_inattendue");
  const { identifiant, verif, verif_court } = codes;
  const gardee = await inviterCollegue({ role, nom, identifiant, verif, verif_court, expire_le });
  return gardee.ok ? reussite({ nom, role, lettre, expire_le }) : gardee;
}

export function Inviter({ fermer, invitee }: { fermer: () => void; invitee: (une: Invitee) => void }) {
  const [nom, poserNom] = useState("");
  const [role, poserRole] = useState<Invitation["role"]>();
  const [manque, signaler] = useState<"nom" | "role">();
  const [code, poserCode] = useState<string>();
  const [occupe, occuper] = useState(false);

  const soumettre = async (envoi: Event) => {
    envoi.preventDefault();
    if (occupe) return;
    if (nom.trim() === "") return signaler("nom");
    if (!role) return signaler("role");
    signaler(undefined);
    occuper(true);
    const issue = await fabriquer(nom.trim(), role);
    occuper(false);
    if (issue.ok) invitee(issue.value);
    else poserCode(issue.code);
  };

  return (
    <form class="carte" onSubmit={(envoi) => void soumettre(envoi)} noValidate>
      <h2>{t("equipe.inviter")}</h2>
      {code && (
        <Alerte genre="erreur">
          <p>{messageErreur(code)}</p>
        </Alerte>
      )}
      <Champ
        nom="invite-nom"
        libelle={t("equipe.nom")}
        aide={t("equipe.nom_aide")}
        maximum={80}
        valeur={nom}
        changer={(valeur) => {
          preparerCoffre();
          poserNom(valeur);
        }}
        erreur={manque === "nom" ? t("equipe.nom_manque") : undefined}
      />
      <Choix
        nom="invite-role"
        legende={t("equipe.role")}
        choix={roles.map((un) => ({ valeur: un, libelle: t(`equipe.role_${un}`), aide: t(`equipe.peut_${un}`) }))}
        valeur={role ?? ""}
        changer={(valeur) => poserRole(roles.find((un) => un === valeur))}
        erreur={manque === "role" ? t("equipe.role_manque") : undefined}
      />
      <div class="boutons">
        <Bouton type="submit" occupe={occupe}>
          {t("equipe.faire")}
        </Bouton>
        <Bouton genre="second" onClick={fermer}>
          {t("commun.annuler")}
        </Bouton>
      </div>
    </form>
  );
}

interface ProprietesFeuille {
  invitee: Invitee;
  etablissement: Accueil | null;
  remise: () => void;
}

export function FeuilleInvitation({ invitee, etablissement, remise }: ProprietesFeuille) {
  const { nom, role, lettre, expire_le } = invitee;
  const page = role === "infirmerie" ? "/infirmerie" : "/agent";
  const adresse = `${location.origin}${page}/activation`;
  // Its code exists on this page and nowhere else.
  useEffect(() => {
    const retenir = (depart: BeforeUnloadEvent) => depart.preventDefault();
    addEventListener("beforeunload", retenir);
    return () => removeEventListener("beforeunload", retenir);
  }, []);
  return (
    <>
      <Titre>{t("equipe.feuille_titre", { nom })}</Titre>
      <div class="sans-impression">
        <Alerte genre="attention">
          <p>{t("equipe.feuille_texte")}</p>
        </Alerte>
        <div class="boutons">
          <Bouton onClick={() => print()}>{t("equipe.imprimer")}</Bouton>
          <Bouton genre="second" onClick={remise}>
            {t("equipe.remise")}
          </Bouton>
        </div>
      </div>
      <section class="feuille papier" aria-label={t("equipe.feuille_titre", { nom })}>
        <p class="papier-qui">{etablissement?.nom}</p>
        <h2>{t("equipe.feuille_pour", { nom, role: t(`equipe.role_${role}`) })}</h2>
        <p>{t("equipe.feuille_scanner")}</p>
        <Carre texte={`${adresse}#${lettre.fragment}`} libelle={t("equipe.feuille_carre")} />
        <p>
          {t("equipe.feuille_taper")}
          <br />
          <span class="code">{adresse.replace(/^https?:\/\//, "")}</span>
        </p>
        <dl>
          <dt>{t("acces.identifiant")}</dt>
          <dd class="code">{enGroupes(lettre.identifiant)}</dd>
          <dt>{t("acces.code")}</dt>
          <dd class="code">{enGroupes(lettre.code_court)}</dd>
        </dl>
        <p>{t("equipe.feuille_usage", { date: jour(expire_le) })}</p>
      </section>
    </>
  );
}

package studio.atelier.auth.initdata;

/** One of the two ways to prove that Telegram wrote an initData for our bot. */
interface SignatureCheck {

    /**
     * Checks the form and returns what was signed.
     *
     * @return the signed text, in Telegram's canonical form
     * @throws InitDataException.Malformed if the proof is missing
     * @throws InitDataException.SignatureInvalid if it does not hold
     */
    String signedContent(InitDataForm form);
}

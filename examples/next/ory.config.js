/** What Ory's packages are told of the project: where its own pages are. */
const config = {
  project: {
    name: "Example",
    default_locale: "en",
    default_redirect_url: "/",
    error_ui_url: "/error",
    login_ui_url: "/login",
    recovery_ui_url: "/recovery",
    registration_ui_url: "/registration",
    settings_ui_url: "/settings",
    verification_ui_url: "/verification",
    registration_enabled: false,
    recovery_enabled: false,
    verification_enabled: false,
  },
};

export default config;

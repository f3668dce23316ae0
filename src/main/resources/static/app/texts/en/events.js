export const events = {
    title: '',
};

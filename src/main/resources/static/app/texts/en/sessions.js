export const sessions = {
    title: '',
};
